"""Answers JSON lines {"expression", "data"} with what python3-yaql makes of them, set up as Heat does.

An answer is {"value": …} or {"error": "syntax" | "evaluation" | "timeout", "message": …}. Values JSON has no
word for are objects with one key that begins with "$"; a mapping is {"$map": [[key, value], …]}.
With --functions it prints, instead, every function of the default context: name, kind, parameters.
"""
import collections.abc
import datetime
import json
import re
import resource
import signal
import sys

try:
    import yaql
    from yaql.language import exceptions, utils
except ImportError:
    sys.exit(3)

SECONDS_PER_EXPRESSION = 2
LARGEST_EXACT = 2**53
OPTIONS = {"yaql.limitIterators": 200, "yaql.memoryQuota": 10000}
# As it converts a result to lists, yaql fails for sets and keys that hold some: Python's lists cannot be in sets.
CANNOT_CONVERT = "unhashable type"


class TimedOut(BaseException):
    pass


def on_alarm(_signal, _frame):
    raise TimedOut()


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < LARGEST_EXACT else {"$int": str(value)}
    if isinstance(value, float):
        return {"$float": repr(value)}
    if isinstance(value, collections.abc.Mapping):
        return {"$map": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, collections.abc.Set):
        return {"$set": [encode(item) for item in value]}
    if isinstance(value, (list, tuple, collections.abc.Iterator, collections.abc.ValuesView)):
        return [encode(item) for item in value]
    if isinstance(value, datetime.datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return {"$timespan": str((value.days * 86400 + value.seconds) * 1000000 + value.microseconds)}
    if isinstance(value, re.Pattern):
        return {"$regex": value.pattern}
    return {"$other": type(value).__name__.lower()}


def answer(engines, context, expression, data):
    engine, unconverted = engines
    try:
        parsed = engine(expression)
    except Exception as error:
        return {"error": "syntax", "message": type(error).__name__ + ": " + str(error)}
    try:
        return {"value": encode(parsed.evaluate(data={"data": data}, context=context.create_child_context()))}
    except Exception as error:
        if CANNOT_CONVERT in str(error) and engine is not unconverted:
            return dict(answer((unconverted, unconverted), context, expression, data), unconverted=True)
        return {"error": "evaluation", "message": type(error).__name__ + ": " + str(error)[:300]}


def limited(*arguments):
    signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_EXPRESSION)
    try:
        return answer(*arguments)
    except TimedOut:
        return {"error": "timeout", "message": "more than %d s" % SECONDS_PER_EXPRESSION}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def describe_parameter(parameter):
    default = None if parameter.default is utils.NO_VALUE else repr(parameter.default)
    kind = type(parameter.value_type).__name__
    accepted = getattr(parameter.value_type, "python_type", None)
    if kind == "PythonType" and accepted is not None:
        kind = getattr(accepted, "__name__", str(accepted))
    return {
        "name": parameter.alias or parameter.name,
        "position": parameter.position,
        "type": kind,
        "nullable": bool(getattr(parameter.value_type, "nullable", False)),
        "default": default,
    }


def functions(context):
    while context is not None:
        for name, overloads in getattr(context, "_functions", {}).items():
            for overload in overloads:
                definition = overload[0] if isinstance(overload, tuple) else overload
                yield {
                    "name": name,
                    "function": definition.is_function,
                    "method": definition.is_method,
                    "module": definition.payload.__module__.rsplit(".", 1)[-1],
                    "parameters": [
                        describe_parameter(parameter)
                        for parameter in sorted(
                            definition.parameters.values(), key=lambda each: (each.position is None, each.position or 0)
                        )
                    ],
                }
        context = context.parent


def main():
    context = yaql.create_context()
    if "--functions" in sys.argv:
        for function in functions(context):
            print(json.dumps(function))
        return
    # A run-away expression must end the driver, not the machine.
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    signal.signal(signal.SIGALRM, on_alarm)
    engine = yaql.YaqlFactory().create(options=OPTIONS)
    unconverted = yaql.YaqlFactory().create(options=dict(OPTIONS, **{"yaql.convertOutputData": False}))
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(limited((engine, unconverted), context, question["expression"], question.get("data"))), flush=True)


main()
