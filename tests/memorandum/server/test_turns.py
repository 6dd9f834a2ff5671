"""So much heavy work at once and no more, whoever does it."""

import multiprocessing
import os
import signal
import time

import pytest

from memorandum.server.turns import NoTurn, turn

TWO = ("a", "b")


def test_as_many_have_a_turn_as_there_are(tmp_path):
    with turn(tmp_path, TWO, 0), turn(tmp_path, TWO, 0), pytest.raises(NoTurn), turn(tmp_path, TWO, 0.1):
        pass
    with turn(tmp_path, TWO, 0):
        pass


def test_whoever_fails_gives_the_turn_back(tmp_path):
    with pytest.raises(ZeroDivisionError), turn(tmp_path, ["a"], 0):
        raise ZeroDivisionError
    with turn(tmp_path, ["a"], 0):
        pass


def holding(folder, held):
    with turn(folder, ["a"], 0):
        held.set()
        time.sleep(60)


def test_a_worker_that_is_killed_gives_the_turn_back(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    held = spawn.Event()
    worker = spawn.Process(target=holding, args=(tmp_path, held))
    worker.start()
    try:
        assert held.wait(30)
        with pytest.raises(NoTurn), turn(tmp_path, ["a"], 0):
            pass
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
    with turn(tmp_path, ["a"], 5):
        pass
