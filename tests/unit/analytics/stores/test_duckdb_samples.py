"""Many samples read from the embedded store while ingest writes to it."""

import threading

import duckdb
import pandas as pd

from analytics.stores.duckdb_history import DuckdbHistory
from contract.duckdb_tables import create_statements
from contract.path import EquipmentPath

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
ROUNDS = 200


def test_words_that_come_while_samples_are_read_disturb_nobody() -> None:
    """A read sees one state of the store, also while new orders are written to it."""
    with duckdb.connect(":memory:") as connection:
        for statement in create_statements():
            connection.execute(statement)
        history = DuckdbHistory(connection)
        done = threading.Event()

        def write() -> None:
            own = connection.cursor()
            for number in range(ROUNDS):
                own.execute(
                    'INSERT INTO sample BY NAME SELECT ? AS time, ? AS "order", ? AS arrival,'
                    " 'demo' AS enterprise, 'chongqing' AS site, 'bottling' AS area,"
                    " 'line-1' AS work_center, 'filler' AS work_unit, 'executing' AS state",
                    [number, f"O-{number}", number],
                )
            done.set()

        writer = threading.Thread(target=write)
        writer.start()
        seen = pd.DataFrame()
        while not done.is_set():
            seen = history.samples(LINE, start=0, end=ROUNDS)
            assert seen["order"].astype(str).tolist() == [f"O-{at}" for at in range(len(seen))]
        writer.join()
        assert len(history.samples(LINE, start=0, end=ROUNDS)) == ROUNDS
