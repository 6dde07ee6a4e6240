"""Threads, forks and messages from other threads."""

import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import DRAWINGS

import colorize


def test_documents_of_one_reading_in_many_threads(reading):
    def colored(color):
        return colorize.Document(reading).set_prompt(colorize.Prompt().part("hair", color)).color().picture

    colors = ["#%02x2030" % (16 * number) for number in range(8)]
    alone = [colored(color) for color in colors]
    with ThreadPoolExecutor(8) as pool:
        for one, other in zip(alone, pool.map(colored, colors)):
            assert (one == other).all()


def test_others_run_while_the_library_works(engine, dress):
    """A thread counts while another reads; with the lock held it would not get to."""
    done = threading.Event()

    def read():
        for _ in range(3):
            colorize.Reading(engine, dress)
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    counted = 0
    while not done.wait(0.001):
        counted += 1
    thread.join()
    assert counted > 20


def test_one_document_in_two_threads_answers_with_an_error(document):
    inside, leave = threading.Event(), threading.Event()

    def hold(done):
        inside.set()
        leave.wait(10)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(document.color, hold)
        assert inside.wait(10)
        with pytest.raises(colorize.InvalidArgument):
            document.color()
        leave.set()
        assert first.result().region_count > 10


def test_a_prompt_in_many_threads_takes_turns(reading):
    prompt = colorize.Prompt()

    def add(_):
        for _ in range(200):
            prompt.part("hair", "#123")
            len(prompt)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert len(prompt) == 1600


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_is_told_so():
    program = """
import colorize, os, signal, sys
drawing = colorize.Image.open(sys.argv[1])
child = os.fork()
if child == 0:
    signal.alarm(20)
    try:
        colorize.Regions(drawing)
    except colorize.DeviceError:
        os._exit(7)
    os._exit(1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(colorize.Regions(drawing)) > 1)
"""
    said = subprocess.check_output([sys.executable, "-W", "ignore", "-c", program, DRAWINGS / "dress.png"], text=True)
    assert said == "7 True\n"


def test_messages_go_to_logging(engine, squares, caplog):
    caplog.set_level(logging.DEBUG, "colorize")
    colorize.log(colorize.LogLevel.DEBUG)
    try:
        colorize.Document(colorize.Reading(engine, squares)).color()
    finally:
        colorize.log(colorize.LogLevel.OFF)
    assert caplog.records and all(record.name == "colorize" for record in caplog.records)
    told = len(caplog.records)
    colorize.Reading(engine, squares)
    assert len(caplog.records) == told


def test_a_logging_program_ends(tmp_path):
    program = (
        f"import colorize; colorize.log(colorize.LogLevel.DEBUG); colorize.Image.open({str(DRAWINGS / 'suit.png')!r})"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
