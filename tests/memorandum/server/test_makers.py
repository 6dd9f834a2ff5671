"""Of a worker's threads only some may wait for the database; the others go on saying what they can."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from memorandum.server.makers import Makers

PATIENCE = 10  # seconds, for what should come at once


class Work:
    """Pages that are being made until they are let go."""

    def __init__(self):
        self.begun, self.let_go = threading.Semaphore(0), threading.Event()

    def __call__(self):
        self.begun.release()
        assert self.let_go.wait(PATIENCE)
        return [b"page"]


def refuse():
    return [b"refused"]


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_while_all_places_stand_still_others_are_told_at_once(pool):
    makers, work = Makers(2, patience=0.05), Work()
    held = [pool.submit(makers, work, refuse) for _ in range(2)]
    for _ in held:
        assert work.begun.acquire(timeout=PATIENCE)
    assert [makers(list, refuse) for _ in range(3)] == [[b"refused"]] * 3
    work.let_go.set()
    assert [one.result(PATIENCE) for one in held] == [[b"page"]] * 2
    assert makers(lambda: [b"other"], refuse) == [b"other"]


def test_who_finds_them_taken_waits_for_a_page_that_is_being_made(pool):
    makers, work = Makers(1, patience=PATIENCE), Work()
    held = pool.submit(makers, work, refuse)
    assert work.begun.acquire(timeout=PATIENCE)
    waiting = pool.submit(makers, lambda: [b"other"], refuse)
    work.let_go.set()
    assert held.result(PATIENCE) == [b"page"]
    assert waiting.result(PATIENCE) == [b"other"]


def test_a_place_is_given_back_also_after_a_fault():
    makers = Makers(1, patience=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            makers(lambda: 1 // 0, refuse)
    assert makers(lambda: [b"page"], refuse) == [b"page"]


class Stream:
    closed = 0

    def __iter__(self):
        yield b"a"
        yield b"b"

    def close(self):
        self.closed += 1


def test_a_stream_holds_its_place_until_it_is_closed():
    makers, stream = Makers(1, patience=0), Stream()
    answer = makers(lambda: stream, refuse)
    assert makers(list, refuse) == [b"refused"]
    assert b"".join(answer) == b"ab"
    answer.close()
    answer.close()
    assert stream.closed == 1
    assert makers(lambda: [b"page"], refuse) == [b"page"]


def test_a_stream_that_nobody_reads_gives_its_place_back():
    makers = Makers(1, patience=0)
    makers(Stream, refuse)
    assert makers(lambda: [b"page"], refuse) == [b"page"]
