"""Spool rows enter; the broker has them, in order and acknowledged (contract 4.1, 4.2).

  connect (will) -> subscribe command -> birth -> every spool row still there, oldest first
                 -> what is new ...          status every 10 s; birth or rows again on request
                 -> finished: last status -> disconnect

Lost connections come back with jittered back-off, for ever; everything bound to a connection is
done again at each connect.
"""

import asyncio
import logging
import random
from collections import deque

import aiomqtt
from structlog.typing import FilteringBoundLogger

from contract.codec import decode, encode
from contract.errors import Refusal
from contract.messages import Command, Message
from contract.path import EquipmentPath
from contract.topic import Kind, Topic
from edge_agent.announce import Announcer
from edge_agent.config import BrokerConfig
from edge_agent.ending import end
from edge_agent.health import AgentState, Health
from edge_agent.outbox import START, Outbox
from edge_agent.pace import Pace
from edge_agent.spool import SpoolRow

_ROWS_AT_ONCE = 32
_ANSWER_LIMIT_S = 30.0


class Publisher:
    """Keeps one line's spool and the broker in step."""

    def __init__(
        self,
        *,
        broker: BrokerConfig,
        line: EquipmentPath,
        outbox: Outbox,
        announcer: Announcer,
        health: Health,
        played: bool,
        logger: FilteringBoundLogger,
    ) -> None:
        """Publish for `line`; `played` switches the drain limit off until the source is live."""
        self._broker = broker
        self._line = line
        self._outbox = outbox
        self._announcer = announcer
        self._health = health
        self._played = played
        self._logger = logger
        self._data_topic = self._topic("data")
        self._session = 0
        self._said_wall = False
        self._rewind = False

    async def run(self) -> None:
        """Publish until the outbox is finished and every row is acknowledged."""
        attempt = 0
        while True:
            connected_before = self._session
            try:
                await self._connection()
            except* (aiomqtt.MqttError, OSError) as lost:
                reason = str(lost.exceptions[0])
            else:
                return
            self._health.state = AgentState.AWAY
            attempt = 0 if self._session != connected_before else attempt + 1
            delay_s = self._delay_s(attempt)
            self._logger.warning("broker_away", reason=reason, retry_in_s=round(delay_s, 2))
            await asyncio.sleep(delay_s)

    def _delay_s(self, attempt: int) -> float:
        most = min(self._broker.reconnect_max_s, self._broker.reconnect_min_s * 2.0**attempt)
        return random.uniform(self._broker.reconnect_min_s / 2, most)

    async def _connection(self) -> None:
        session = self._session + 1
        async with self._client(session) as client:
            self._session = self._outbox.next_session()
            self._said_wall = False
            await client.subscribe(self._topic("command"), qos=1)
            await self._say_birth(client)
            self._health.state = AgentState.CONNECTED
            self._logger.info("broker_connected", session=self._session)
            async with asyncio.TaskGroup() as tasks:
                beside = [
                    tasks.create_task(self._commands(client), name="commands"),
                    tasks.create_task(self._statuses(client), name="statuses"),
                ]
                await self._drain(client)
                await end(*beside)
            await self._say(client, "status", self._announcer.status(session=self._session))

    def _client(self, session: int) -> aiomqtt.Client:
        quiet = logging.getLogger("edge_agent.mqtt")
        quiet.setLevel(logging.CRITICAL)  # the client warns about every full window
        will = aiomqtt.Will(
            self._topic("death"), encode(self._announcer.death(session=session)), qos=1
        )
        return aiomqtt.Client(
            self._broker.host,
            self._broker.port,
            username=self._broker.username or None,
            password=self._broker.password.get_secret_value() or None,
            identifier=f"edge-agent.{str(self._line).replace('/', '.')}",
            protocol=aiomqtt.ProtocolVersion.V311,
            clean_session=True,  # the spool remembers, not the broker
            will=will,
            keepalive=self._broker.keepalive_s,
            timeout=_ANSWER_LIMIT_S,
            max_inflight_messages=self._broker.max_inflight + 4,  # births and status beside data
            logger=quiet,
        )

    async def _drain(self, client: aiomqtt.Client) -> None:
        window: deque[tuple[SpoolRow, asyncio.Task[None]]] = deque()
        position = START
        pace = Pace(self._broker.drain_messages_per_s)
        try:
            while True:
                self._outbox.fresh.clear()
                if self._rewind:
                    self._rewind = False
                    position = START
                rows = self._outbox.rows_after(position, limit=_ROWS_AT_ONCE)
                for row in rows:
                    position = (row.boot, row.seq)
                    if not self._played or self._health.live:
                        await pace.wait()
                    self._outbox.sending(row)
                    sending = asyncio.create_task(
                        client.publish(self._data_topic, row.payload, qos=1)
                    )
                    window.append((row, sending))
                    # One step of the loop, so that sending begins in the order of the rows.
                    await asyncio.sleep(0)
                    while len(window) >= self._broker.max_inflight:
                        await self._settle(window)
                if rows:
                    continue
                while window:
                    await self._settle(window)
                await self._idle(client)
                if self._health.finishing and not self._outbox.unsent:
                    return
                await self._outbox.fresh.wait()
        finally:
            for _, sending in window:
                sending.cancel()
            await asyncio.gather(*(sending for _, sending in window), return_exceptions=True)

    async def _settle(self, window: "deque[tuple[SpoolRow, asyncio.Task[None]]]") -> None:
        row, sending = window[0]
        await asyncio.shield(sending)
        window.popleft()
        self._outbox.acked(row)

    async def _idle(self, client: aiomqtt.Client) -> None:
        """Say that the world is now on the wall's clock, once, when everything is sent."""
        caught_up = self._health.live and not self._outbox.unsent
        if caught_up and not self._said_wall:
            await self._say_birth(client)

    async def _commands(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            if message.retain:
                continue  # asked of somebody before us
            try:
                asked = decode("command", message.payload)
            except Refusal as refusal:
                self._logger.warning("command_refused", reason=refusal.reason)
                continue
            if isinstance(asked, Command) and asked.command == "resend":
                self._rewind = True
                self._outbox.fresh.set()
            else:
                await self._say_birth(client)

    async def _statuses(self, client: aiomqtt.Client) -> None:
        while True:
            await self._say(client, "status", self._announcer.status(session=self._session))
            await asyncio.sleep(self._broker.status_s)

    async def _say_birth(self, client: aiomqtt.Client) -> None:
        birth = self._announcer.birth(session=self._session, caught_up=not self._outbox.unsent)
        self._said_wall = birth.clock == "wall"
        await self._say(client, "birth", birth)

    async def _say(self, client: aiomqtt.Client, kind: Kind, message: Message) -> None:
        await client.publish(self._topic(kind), encode(message), qos=1, retain=kind == "birth")

    def _topic(self, kind: Kind) -> str:
        return str(Topic(self._line, kind))
