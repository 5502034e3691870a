"""Connects to the broker and queues what it delivers; sends acknowledgements when told.

Reading the socket never stops. Back-pressure is the withheld acknowledgement; what a broker
delivers beyond the limit of the queue is left unacknowledged and asked for again later.
"""

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from structlog.typing import FilteringBoundLogger

from contract.codec import encode
from contract.errors import BadName
from contract.messages import Command
from contract.path import EquipmentPath
from contract.topic import Kind, Topic, TopicFilter
from ingest.filters_file import FiltersFile
from ingest.incoming import Incoming

KINDS: tuple[Kind, ...] = ("birth", "data", "status", "death")
# What a queued message costs beside its payload, in bytes (measured, rounded up).
MESSAGE_OVERHEAD = 500
# What the broker says of itself (Mosquitto), and how we call it: it may drop without a word else.
# Mosquitto lets a count that does not change expire after a minute: no word of drops is no drop
# since then.
BROKER_TOPICS = {
    "$SYS/broker/publish/messages/dropped": "dropped",
    "$SYS/broker/store/messages/count": "backlog",
}

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the broker; `tls_ca` is a file of trusted certificates, empty without TLS."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    tls_ca: str = ""
    keepalive_s: int = 30
    longest_wait_s: int = 30


class Subscriber:
    """One persistent MQTT 3.1.1 session under a fixed client id."""

    def __init__(
        self,
        *,
        access: Access,
        client_id: str,
        filters: Sequence[TopicFilter],
        queue_limit_bytes: int,
        remembered: FiltersFile,
        logger: FilteringBoundLogger,
    ) -> None:
        self._access = access
        self._remembered = remembered
        self._topics = [(str(one.of(kind)), 1) for one in filters for kind in KINDS]
        self._limit = queue_limit_bytes
        self._log = logger
        self._queue: queue.SimpleQueue[Incoming | None] = queue.SimpleQueue()
        self._queued_bytes = 0
        self._taken_bytes = 0
        self._overflowing = False
        self._asking = False
        self._ack_lock = threading.Lock()
        self._epoch = 0
        self._open_epoch: int | None = None
        self._subscribed = False
        self._forgotten = False
        self.left_unread = 0
        self.queued = 0
        self.broker_said: dict[str, int] = {}
        self.failure: BaseException | None = None
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=False,
            protocol=mqtt.MQTTv311,
            manual_ack=True,
        )
        if access.username:
            client.username_pw_set(access.username, access.password)
        if access.tls_ca:
            client.tls_set(ca_certs=access.tls_ca)
        client.reconnect_delay_set(min_delay=1, max_delay=access.longest_wait_s)
        client.on_pre_connect = self._at_pre_connect
        client.on_connect = self._keeping_failure(self._at_connect)
        client.on_disconnect = self._keeping_failure(self._at_disconnect)
        client.on_subscribe = self._keeping_failure(self._at_subscribe)
        client.on_unsubscribe = self._keeping_failure(self._at_unsubscribe)
        client.on_message = self._keeping_failure(self._at_message)
        self._client = client

    def start(self) -> None:
        """Begin connecting, and go on trying for as long as it takes."""
        self._client.connect_async(
            self._access.host, self._access.port, keepalive=self._access.keepalive_s
        )
        self._client.loop_start()

    def stop(self) -> None:
        """Disconnect; the session with all that is unacknowledged stays at the broker."""
        self._client.disconnect()
        self._client.loop_stop()
        self._queue.put(None)

    @property
    def is_connected(self) -> bool:
        """Tell whether the broker accepted the present connection and all we subscribed to."""
        return self._open_epoch is not None and self._subscribed

    @property
    def is_overflowing(self) -> bool:
        """Tell whether messages were left at the broker because the queue was full."""
        return self._overflowing

    def next(self, timeout_s: float) -> Incoming | None:
        """Return the next message, or None after the timeout; asks again for what was left."""
        if self._overflowing and not self._asking and self._queue.empty():
            self._ask_again()
        try:
            incoming = self._queue.get(block=timeout_s > 0, timeout=max(timeout_s, 0.0))
        except queue.Empty:
            return None
        if incoming is not None:
            self._taken_bytes += len(incoming.payload) + MESSAGE_OVERHEAD
        return incoming

    def acknowledge(self, incoming: Sequence[Incoming]) -> int:
        """Acknowledge in order of arrival what came on the present connection; return how many."""
        sent = 0
        with self._ack_lock:
            for one in incoming:
                if one.qos > 0 and one.epoch == self._open_epoch:
                    self._client.ack(one.mid, one.qos)
                    sent += 1
        return sent

    def ask_rebirth(self, line: EquipmentPath) -> None:
        """Ask the agent of this line for a birth."""
        self._command(line, Command(command="rebirth"))

    def _command(self, line: EquipmentPath, command: Command) -> None:
        self._client.publish(str(Topic(line, "command")), encode(command), qos=1)

    def _ask_again(self) -> None:
        """Drop the connection, so that the broker sends again what was left unread."""
        self._asking = True
        self._log.warning("asking_again", left_unread=self.left_unread)
        opened = self._client.socket()
        if isinstance(opened, socket.socket):  # an SSLSocket is one too
            # What is down already is what we wanted.
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def _keeping_failure(self, callback: Callable[P, None]) -> Callable[P, None]:
        """Return the callback, keeping what it raises: paho's thread ends on it unseen."""

        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                callback(*args, **kwargs)
            except BaseException as error:
                self.failure = error
                raise

        return guarded

    def _at_pre_connect(self, _client: mqtt.Client, _userdata: object) -> None:
        with self._ack_lock:
            self._epoch += 1
            self._open_epoch = None

    def _at_connect(
        self,
        client: mqtt.Client,
        _userdata: object,
        flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._log.error("connection_refused", reason=str(reason))
            return
        with self._ack_lock:
            self._open_epoch = self._epoch
        # What was published while the broker had no session of ours went to nobody. An agent
        # that was there before us shows by its retained birth, and is asked to send again.
        self._forgotten = not flags.session_present
        if self._epoch > 1 and self._forgotten:
            self._log.warning("session_lost")
        # At every connect: the broker may have lost the session since the last one.
        wanted = frozenset(topic for topic, _ in self._topics)
        gone = self._remembered.read() - wanted
        self._remember(wanted | gone)  # before the broker has them: none is forgotten
        if gone:
            self._log.info("unsubscribing", filters=sorted(gone))
            client.unsubscribe(sorted(gone))
        client.subscribe(self._topics + [(topic, 0) for topic in BROKER_TOPICS])
        self._log.info("connected", host=self._access.host, port=self._access.port)

    def _at_subscribe(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        # The answers stand in the order of the topics; the broker's own account may be denied.
        refused = [t for (t, _), one in zip(self._topics, reasons, strict=False) if one.is_failure]
        self._subscribed = not refused
        if refused:
            self._log.error("subscription_refused", topics=refused)

    def _at_unsubscribe(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _mid: int,
        _reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        self._remember(frozenset(topic for topic, _ in self._topics))

    def _remember(self, filters: frozenset[str]) -> None:
        try:
            self._remembered.write(filters)
        except OSError as error:  # a full disk is the store's matter, and ends no connection
            self._log.warning("filters_not_remembered", reason=str(error))

    def _at_disconnect(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        # Packet ids start again with the next connection, and paho empties its out-queue
        # before it calls on_pre_connect: from here on nothing of the old one may be queued.
        with self._ack_lock:
            self._open_epoch = None
        self._overflowing = self._asking = self._subscribed = False
        self._log.info("disconnected", reason=str(reason))

    def _at_message(
        self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage
    ) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""  # refused as a bad topic, with its payload kept
        if topic in BROKER_TOPICS:
            self._note_broker(BROKER_TOPICS[topic], bytes(message.payload))
            return
        size = len(message.payload) + MESSAGE_OVERHEAD
        waiting = self._queued_bytes - self._taken_bytes
        if self._overflowing or (waiting and waiting + size > self._limit):
            self._overflowing = True
            self.left_unread += 1
            return
        self._queued_bytes += size
        if self._forgotten and message.retain and topic.endswith("/birth"):
            self._ask_resend(topic)
        incoming = Incoming(
            topic, bytes(message.payload), message.mid, self._epoch, message.qos, message.retain
        )
        self.queued += 1  # before it can be taken
        self._queue.put(incoming)

    def _note_broker(self, name: str, payload: bytes) -> None:
        if not payload.isdigit():
            return
        count = int(payload)
        if name == "dropped" and count > self.broker_said.get(name, 0):
            self._log.warning("broker_dropped_messages", since_its_start=count)
        self.broker_said[name] = count

    def _ask_resend(self, topic: str) -> None:
        try:
            line = Topic.parse(topic).line
        except BadName:
            return  # it goes to the dead letters with its reason
        self._log.info("resend_asked", line=str(line))
        self._command(line, Command(command="resend"))
