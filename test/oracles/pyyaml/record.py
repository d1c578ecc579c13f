"""Records what PyYAML makes of the texts in corpus.json, beside each text.

    python3 record.py            does all anew
    python3 record.py FILE...    adds the texts of these files (one document a file) first

The loader is the safe one with timestamps as text, as Heat sets it up; libyaml's where there is one.
What JSON does not have is written as Calor has it: bytes as text, sets as lists, whole numbers that
JavaScript cannot hold as text. A text that is refused has the reason in "refused".
"""
import json
import pathlib
import sys

import yaml

CORPUS = pathlib.Path(__file__).with_name("corpus.json")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    pass


Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def key(value):
    return value if isinstance(value, str) else json.dumps(value)


def plain(value, around=()):
    if isinstance(value, bytes):
        return value.decode()
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if abs(value) < float("inf") else {"float": str(value)}
    if id(value) in around:
        raise ValueError("contains itself")
    around = around + (id(value),)
    if isinstance(value, set):
        return sorted(key(item) for item in value)
    if isinstance(value, dict):
        return {key(name): plain(item, around) for name, item in value.items()}
    return [plain(item, around) for item in value]


def recorded(text):
    try:
        return {"text": text, "value": plain(yaml.load(text, Loader=Loader))}
    except yaml.YAMLError as error:
        return {"text": text, "refused": (getattr(error, "problem", None) or str(error)).split("\n")[0]}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return {"text": text, "refused": type(error).__name__}


texts = [case["text"] for case in json.loads(CORPUS.read_text())] if CORPUS.exists() else []
texts += [pathlib.Path(name).read_text() for name in sys.argv[1:]]
cases = [recorded(text) for text in dict.fromkeys(texts)]
CORPUS.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "texts,", sum("refused" in case for case in cases), "refused")
