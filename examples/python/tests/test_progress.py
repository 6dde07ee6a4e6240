"""Progress is told, cancels, and raises through."""

import gc
import subprocess
import sys
import weakref

import pytest

import colorize


def calls(engine, dress, document, squares):
    return [
        lambda progress: colorize.Reading(engine, dress, progress=progress),
        lambda progress: document.color(progress=progress),
        lambda progress: colorize.Regions(squares, progress=progress),
        lambda progress: colorize.Traced(squares, progress=progress),
    ]


def test_it_rises_to_one(engine, dress, document, squares):
    for call in calls(engine, dress, document, squares):
        told = []
        call(told.append)
        assert told == sorted(told) and 0 <= told[0] and told[-1] == 1


def test_false_cancels_and_none_goes_on(engine, dress, document, squares):
    for call in calls(engine, dress, document, squares):
        with pytest.raises(colorize.Cancelled) as caught:
            call(lambda done: False)
        assert caught.value.status == colorize.Status.CANCELLED
        call(lambda done: None)


def test_cancelled_half_way_nothing_has_changed(document):
    before = document.color().picture
    document.set_prompt(colorize.Prompt().part("hair", "#c03028"))
    with pytest.raises(colorize.Cancelled):
        document.color(progress=lambda done: done < 0.5)
    assert (document.set_prompt(None).color().picture == before).all()


@pytest.mark.parametrize("kind", [KeyError, KeyboardInterrupt, SystemExit])
def test_what_it_raises_comes_out(engine, dress, document, squares, kind):
    def stop(done):
        raise kind("stop here")

    for call in calls(engine, dress, document, squares):
        with pytest.raises(kind, match="stop here"):
            call(stop)
    assert document.color().region_count > 10


def test_a_document_at_work_is_not_used_again(document):
    def again(done):
        document.color()

    with pytest.raises(colorize.InvalidArgument, match="document"):
        document.color(progress=again)


def test_the_callable_is_not_kept(document):
    class Told:
        def __call__(self, done):
            return True

    told = Told()
    gone = weakref.ref(told)
    document.color(progress=told)
    gc.disable()
    try:
        del told
        assert gone() is None
    finally:
        gc.enable()


END_HALF_WAY = """
import threading, time, numpy, colorize
pixels = numpy.full((3000, 3000), 255, numpy.uint8)
pixels[500:510] = pixels[:, 700:710] = 0
told = []
def work():
    try:
        colorize.Reading(colorize.Engine(), pixels, progress=told.append)
    except colorize.Cancelled:
        pass
threading.Thread(target=work, daemon=True).start()
while not told:
    time.sleep(0.001)
"""


def test_a_program_that_ends_half_way_ends_well():
    done = subprocess.run([sys.executable, "-c", END_HALF_WAY], capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
