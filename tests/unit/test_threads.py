import os
import sys
import types

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from chemins.base.threads import controller, one_thread, usable_cores


def threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return {library["num_threads"] for library in threadpool_info()}


def test_linear_algebra_has_one_thread_and_then_as_many_as_before():
    with threadpool_limits(2):
        assert threads() == {2}
        with one_thread():
            assert threads() == {1}
        assert threads() == {2}


def test_libraries_are_looked_for_again_when_modules_were_loaded(monkeypatch):
    one_thread()
    looked = controller.cache_info().misses
    one_thread()
    assert controller.cache_info().misses == looked
    monkeypatch.setitem(sys.modules, "a_module_that_brings_a_library", types.ModuleType("a"))
    one_thread()
    assert controller.cache_info().misses == looked + 1


def test_usable_cores_are_those_this_process_is_let_on(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {3, 8, 11}, raising=False)
    assert usable_cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert usable_cores() == 64
