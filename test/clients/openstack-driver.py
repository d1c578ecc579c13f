"""Runs openstack commands, one after another, in one process: starting the client costs more than most commands.

A line of standard input is the JSON list of one command's arguments; its answer is one line of standard output,
{"code", "stdout", "stderr"}. The client itself is the one that is installed, as it is.
"""

import contextlib
import io
import json
import logging
import os
import sys
import traceback

from openstackclient import shell


def run(arguments):
    out, err = io.StringIO(), io.StringIO()
    # The client adds handlers at each start, and they keep the stream of that start.
    logging.getLogger("").handlers.clear()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = shell.main(arguments)
        except SystemExit as end:
            code = end.code
        except BaseException:  # As Python itself would end: what a user would see as a traceback.
            traceback.print_exc()
            code = 1
    return {"code": code or 0, "stdout": out.getvalue(), "stderr": err.getvalue()}


def main():
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        answers.write(json.dumps(run(json.loads(line))) + "\n")
        answers.flush()


main()
