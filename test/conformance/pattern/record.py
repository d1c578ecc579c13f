"""Records what Python's re says of patterns and texts, the way Heat asks it: a match from the start must end at the end.

    python3 test/conformance/pattern/record.py > src/schema/pattern/python-results.json
"""

import json
import re
import sys
import warnings

warnings.simplefilter("ignore")

TABLE = {
    # alternatives, order of preference
    r"a|ab": ["a", "ab", "b"], r"ab|a": ["a", "ab"], r"(a|ab)(c|bcd)(d*)": ["abcd", "acd", "abbcd"],
    r"|a": ["", "a"], r"a|": ["", "a"], r"(|a)+": ["", "a", "aa"], r"(a|b|)c": ["ac", "bc", "c", "abc"], r"": ["", "a"],
    r"()": ["", "a"], r"(?:)": ["", "a"], r"^a|b$": ["a", "b", "ab", "ac"], r"(^a|b$)": ["a", "b"],
    # repetition
    r"a*": ["", "a", "aaa", "b"], r"a+": ["", "a", "aaa"], r"a?": ["", "a", "aa"], r"a*?": ["", "a"], r"a+?": ["a", "aa"],
    r"a??": ["", "a"], r"a{2}": ["a", "aa", "aaa"], r"a{2,}": ["a", "aa", "aaaa"], r"a{,2}": ["", "a", "aa", "aaa", "a{,2}"],
    r"a{1,2}": ["a", "aa", "aaa"], r"a{1,2}?": ["a", "aa"], r"a{": ["a{"], r"a{}": ["a{}"], r"a{,}": ["", "aaa", "a{,}"], r"a{x}": ["a{x}"],
    r"a{1": ["a{1"], r"a{1,2": ["a{1,2"], r"{1}": ["{1}", ""], r"a{2,1}": ["a"], r"a**": ["a"], r"a+*": ["a"], r"a++": ["a", "aa", ""],
    r"a*+a": ["aa", "a"], r"a?+a": ["a", "aa"], r"a{1,2}+a": ["aa", "aaa"], r"*a": ["a"], r"+": ["+"], r"?": ["?"], r"(*a)": ["a"], r"(?:a*)*": ["", "aaa"],
    r"(a*)*b": ["b", "aab"], r"(a*)+": ["", "aa"], r"(?:a|b)*?c": ["abc", "c"], r"a{0}": ["", "a"], r"(a{2}){3}": ["aaaaaa", "aaaa"], r"^*": ["", "a"], r"a{00002}": ["aa"],
    # anchors
    r"^abc$": ["abc", "abcd", "abc\n"], r"\Aabc\Z": ["abc", "abc\n"], r"abc\z": ["abc"], r"abc$\n": ["abc\n"], r"(?m)a$\n^b": ["a\nb"], r"a$b": ["ab", "a$b"],
    r"a^b": ["ab"], r"\bab\b": ["ab"], r"a\b c": ["a c"], r"a\Bb": ["ab"], r"\B": ["", "a"], r"\b": ["", "a"], r"é\b": ["é"], r"(?a)é\b": ["é"],
    # classes
    r"[abc]": ["a", "d", ""], r"[^abc]": ["a", "d", "\n"], r"[a-c]": ["b", "-", "d"], r"[a-]": ["a", "-"], r"[-a]": ["-"], r"[]a]": ["]", "a"], r"[^]a]": ["]", "b"],
    r"[a\]]": ["]"], r"[\-a]": ["-"], r"[a\-z]": ["-", "b"], r"[c-a]": ["b"], r"[a-\d]": ["5"], r"[\d-a]": ["-", "5"], r"[\d-]": ["-", "7"], r"[": ["["], r"[]": ["]"], r"[^]": ["^"], r"]": ["]"], r"[\w.]": ["_", ".", "-"],
    r"[\b]": ["\b", "b"], r"[\n\t]": ["\n", "t"], r"[[]": ["["], r"[a&&b]": ["&", "a"], r"[a||b]": ["|"], r"[[:alpha:]]": ["a]", ":]"], r"[.]": [".", "a"], r"[$^]": ["$", "^"], r"[\^a]": ["^"], r"[*+?{}()|]": ["*", "}", ")", "|"],
    r"[\x41-\x43]": ["B", "D"], r"[\u0391-\u03a9]": ["Ω", "ω"], r"[\0-\x1f]": ["\t", " "], r"[\S]": ["a", " "], r"[^\W\d_]": ["a", "1", "_", "é"], r"[\A]": ["A"], r"[\Z]": ["Z"], r"[\B]": ["B"], r"[\q]": ["q"], r"[-]": ["-"], r"[--a]": ["5", "-"], r"[+--]": [",", "-"], r"[😀-😃]": ["😁", "😄"],
    # kinds of characters
    r"\d+": ["12", "٣", "x", "²", "½"], r"(?a)\d+": ["12", "٣"], r"\D": ["a", "1", "٣"], r"\w+": ["aZ_9", "é", "漢", "a-b", "𝒜", "ª", "\u0301"], r"(?a)\w+": ["aé", "aZ_"], r"\W": ["-", "a", "é", "\u0301"],
    r"\s+": [" \t\n\r\f\v", "\u00a0", "\u2003", "\u200b", "\u1680", "\ufeff", "\x1c", "\x85", "a"], r"(?a)\s": ["\u00a0", " "], r"\S": ["a", "\u00a0"], r".": ["a", "\n", "\r", "\u2028", "😀", ""], r"(?s).": ["\n"], r"..": ["😀", "😀😀"],
    r"\p{L}": ["a"], r"\h": ["h"], r"\R": ["\n"], r"\X": ["a"], r"\e": ["e"], r"\c": ["c"], r"\_": ["_"], r"\-": ["-"], r"\/": ["/"], r"\ ": [" "], r"\"": ['"'], r"\:": [":"], r"\@": ["@"], r"\é": ["é"],
    # escapes
    r"\x41": ["A"], r"\x4": ["\x04", "x4"], r"\u0041": ["A"], r"\u41": ["A"], r"\U0001F600": ["😀"], r"\U0011FFFF": ["a"], r"\101": ["A"], r"\0": ["\0"], r"\08": ["\x008"], r"\00": ["\0"], r"\01": ["\x01"], r"\400": ["Ā"], r"\377": ["ÿ"], r"\1": ["\x01"], r"\9": ["9"], r"\a\f\n\r\t\v": ["\a\f\n\r\t\v"],
    r"\\": ["\\"], "\\": ["\\"], r"\.": [".", "a"], r"\$\^\*": ["$^*"], r"\N{LATIN SMALL LETTER A}": ["a"], r"\Q": ["Q"], r"\G": ["G"], r"\K": ["K"],
    # groups and references
    r"(a)(b)\2\1": ["abba", "abab"], r"(a)\1": ["aa", "a"], r"(a)?\1": ["aa", ""], r"(a|b)\1": ["aa", "ab"], r"\1(a)": ["aa"], r"(\1)": [""], r"(a\1)": ["a"], r"(?P<x>a)(?P=x)": ["aa", "ab"], r"(?P<x>a)(?P<x>b)": ["ab"], r"(?P=x)": [""], r"(?<x>a)": ["a"], r"(?P<1x>a)": ["a"], r"(?P<x y>a)": ["a"], r"(?P<é>a)": ["a"], r"(?P<>a)": ["a"], r"(?P<x": ["a"], r"(?P>x)": ["a"],
    r"(": ["("], r")": [")"], r"(a": ["a"], r"a)": ["a"], r"(?": [""], r"(?a": [""], r"(?z)a": ["a"], r"((((((((((a))))))))))\10": ["aa", "a0"], r"(a)\12": ["a\n", "aa2"], r"(a)\11": ["a\t"], r"(?#comment)a": ["a"], r"(?#comment": [""], r"a(?#)*": ["aa", ""], r"(?i)(a)\1": ["aA"],
    # around
    r"(?=a)a": ["a", "b"], r"(?!a)b": ["b", "a"], r"(?<=a)b": ["b"], r"a(?<=a)b": ["ab"], r"a(?<!b)c": ["ac"], r"(?<=a*)b": ["b"], r"(?<=ab|c)d": ["d"], r"(?<=ab|cd)e": ["e"], r"(?=(a))\1": ["a"], r"(?!(a))b\1": ["b"], r"a(?=b)": ["a", "ab"], r"(?=a|b)[ab]c": ["ac", "bc"], r"(?=.*\d)(?=.*[a-z]).{4,8}": ["abc1", "abcd", "1234", "abcdefgh1"], r"(?<!a)": [""], r"(?<=^a)b": ["b"], r"(?<=(a))b": ["b"],
    # atomic, conditional
    r"(?>a|ab)c": ["ac", "abc"], r"(?>a*)a": ["aa"], r"(a)?(?(1)b|c)": ["ab", "c", "b", "ac"], r"(?P<x>a)?(?(x)b)": ["ab", "", "b"], r"(a)?(?(2)b|c)": ["c"], r"(?(1)a)": ["a"], r"(a)(?(1)b|c|d)": ["ab"], r"(?(x)a)": ["a"], r"(a)?b(?(1)c|d)": ["abc", "bd", "bc"],
    # flags
    r"(?i)abc": ["ABC", "aBc"], r"(?i)ß": ["SS", "ẞ", "ß"], r"(?i)ſ": ["s", "S"], r"(?i)K": ["k", "\u212a"], r"(?i)\u212a": ["k", "K"], r"(?i)İ": ["i", "i̇", "İ"], r"(?i)ı": ["I", "i"], r"(?i)µ": ["μ", "Μ"], r"(?i)ς": ["Σ", "σ"], r"(?i)[a-z]": ["K", "\u212a", "ſ"], r"(?i)[^a]": ["A"], r"(?i)[k]": ["\u212a"], r"(?ia)k": ["\u212a", "K"], r"(?i)é": ["É"], r"(?i)ǆ": ["Ǆ", "ǅ"],
    r"(?x) a b # comment": ["ab", "a b"], r"(?x)a\ b": ["a b"], r"(?x)[a b]": [" "], r"(?x)a #": ["a"], r"(?x)a {2}": ["aa", "a{2}"], r"(?x)( ?:a)": ["a"], r"(?m)^a$": ["a", "a\nb"], r"(?ms)^a$.^b": ["a\nb"], r"a(?i)b": ["aB"], r"(?i:a)b": ["Ab", "AB"], r"(?-i:a)": ["a"], r"(?i)(?-i:a)b": ["aB", "AB"], r"(?s-i:.)": ["\n"], r"(?ii)a": ["A"], r"(?L)a": ["a"], r"(?u)\w": ["é"], r"(?au)a": ["a"], r"(?a:\w)": ["é", "a"], r"(?x:a b)c d": ["abc d"], r"(?i-i:a)": ["a"], r"(?-:a)": ["a"], r"(?i-:a)": ["a"], r"(?)a": ["a"],
    # of real templates
    r"[A-Za-z0-9_.-]+": ["web-1", "web 1", ""], r"[a-z][a-z0-9-]{0,61}[a-z0-9]": ["a", "ab", "a-b", "a-"], r"^([0-9]{1,3}\.){3}[0-9]{1,3}$": ["10.0.0.1", "10.0.0"], r"([a-fA-F0-9]{2}:){5}[a-fA-F0-9]{2}": ["00:11:22:aa:BB:ff", "00:11"], r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})/(\d{1,2})": ["10.0.0.0/8", "10.0.0.0"], r"[\x20-\x7E]*": ["abc ~", "é"], r"https?://.*": ["http://a", "ftp://a"], r"^(?!-)[a-z0-9-]{1,63}(?<!-)$": ["abc", "-abc", "abc-"], r".*[A-Z]+.*": ["aBc", "abc"], r"\S+@\S+\.\S+": ["a@b.c", "a b@c.d"], r"^$": ["", "\n", "a"], r"^\s*$": ["", " \n"],
}


def said(pattern, texts):
    try:
        match = re.compile(pattern).match
    except (re.error, OverflowError, ValueError) as error:
        return {"pattern": pattern, "error": str(error)}
    answers = {text: (lambda found: found is not None and found.end() == len(text))(match(text)) for text in texts}
    return {"pattern": pattern, "answers": answers}


lines = ",\n".join(json.dumps(said(pattern, texts)) for pattern, texts in TABLE.items())
sys.stdout.write("[\n" + lines + "\n]\n")
