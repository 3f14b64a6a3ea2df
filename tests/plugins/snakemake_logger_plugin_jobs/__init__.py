"""A logger plugin for Snakemake: each job planned or run, as a line of JSON on standard output."""

import json
import sys

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent


class LogHandler(LogHandlerBase):
    writes_to_stream = True
    writes_to_file = False
    has_filter = False
    has_formatter = False
    needs_rulegraph = False

    def emit(self, record):
        if getattr(record, "event", None) == LogEvent.JOB_INFO:
            job = {
                "rule": record.rule_name,
                "wildcards": dict(record.wildcards or {}),
                "output": [str(path) for path in record.output or []],
                "resources": dict(record.resources or {}),
            }
            print(json.dumps(job), flush=True)
        elif record.levelname in ("ERROR", "CRITICAL"):
            print(record.getMessage(), file=sys.stderr, flush=True)
