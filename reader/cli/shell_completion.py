"""What bash, zsh and fish ask when tab is pressed, and the scripts that let them ask.

click knows which parameter a word is for. What it does not know is how these shells cut a line and
put a completion into it: bash takes a colon, which every field of a query has, for the end of a
word, and each shell wants the quotes of a word treated in its own way.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from click.shell_completion import CompletionItem, ShellComplete

from reader.text import clean

VARIABLE = "_PAPER_READER_COMPLETE"
"""Says what is asked: a shell and `source` or `complete`, with a _ between them."""
_LINE = "_PAPER_READER_LINE"
"""The words up to the cursor, as they were typed; in bash the whole line."""
_WORD = "_PAPER_READER_WORD"
"""The last of them, except in bash."""
_BREAKS = "_PAPER_READER_BREAKS"
"""The characters at which bash cuts words."""

SCRIPTS = {
    "bash": """\
_paper_reader_completion() {
    local program
    program=$(type -P -- "$1") || program=paper-reader
    mapfile -t COMPREPLY < <(
        export _PAPER_READER_COMPLETE=bash_complete
        export _PAPER_READER_LINE="${COMP_LINE:0:COMP_POINT}"
        export _PAPER_READER_BREAKS="$COMP_WORDBREAKS"
        "$program" 2>/dev/null </dev/null
    )
    case ${COMPREPLY[0]-} in
        file) compopt -o default ;;
        glued) compopt -o nospace ;;
    esac
    COMPREPLY=("${COMPREPLY[@]:1}")
}
complete -o nosort -F _paper_reader_completion paper-reader
""",
    "zsh": """\
#compdef paper-reader
_paper_reader_completion() {
    local line program=${commands[paper-reader]:-${words[1]}}
    local -a answer parts plain glued plain_shown glued_shown
    answer=("${(@f)$(
        export _PAPER_READER_COMPLETE=zsh_complete
        export _PAPER_READER_LINE="${(F)words[1,CURRENT-1]}"
        export _PAPER_READER_WORD="$QIPREFIX$PREFIX"
        $program 2>/dev/null </dev/null
    )}")
    for line in $answer; do
        parts=("${(@ps:\\t:)line}")
        case $parts[1] in
            file) _files ;;
            plain) plain+=("$parts[2]"); plain_shown+=("$parts[3]") ;;
            glued) glued+=("$parts[2]"); glued_shown+=("$parts[3]") ;;
        esac
    done
    (( $#glued )) && compadd -U -V glued -S '' -d glued_shown -a glued
    (( $#plain )) && compadd -U -V plain -d plain_shown -a plain
    return 0
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _paper_reader_completion "$@"
else
    compdef _paper_reader_completion paper-reader
fi
""",
    "fish": """\
function __paper_reader_completion
    set -lx _PAPER_READER_COMPLETE fish_complete
    set -lx _PAPER_READER_LINE (commandline -opc | string collect)
    set -lx _PAPER_READER_WORD (commandline -ct | string collect)
    for line in (paper-reader 2>/dev/null </dev/null)
        if test "$line" = file
            __fish_complete_path (string replace -r '^--[^=]*=' '' -- (commandline -ct))
        else
            printf '%s\\n' $line
        end
    end
end
complete --no-files --command paper-reader --arguments '(__paper_reader_completion)'
""",
}


class TypedWord(NamedTuple):
    """A word of a command line."""

    text: str
    """Without its quotes."""
    quote: str = ""
    """The quote in which the word is still open, if any."""
    kept: int = 0
    """How much of the text bash leaves alone, as it is before a quote or a cut."""


def answer(question: str) -> bool:
    """Print what a shell asks for; False where it is none of these shells, or asks as click does.

    Args:
        question: the value of `VARIABLE`.
    """
    shell, _, what = question.partition("_")
    if shell not in SCRIPTS:
        return False
    if what == "source":
        print(SCRIPTS[shell], end="")
        return True
    if what != "complete" or _LINE not in os.environ:
        return False
    for line in _answer(shell):
        print(line)
    return True


def _answer(shell: str) -> Iterable[str]:
    line, last = os.environ[_LINE], os.environ.get(_WORD, "")
    if shell == "bash":
        *before, word = split_line(line, os.environ.get(_BREAKS, ""))
    else:
        # fish has taken the quotes of the words before away.
        whole = unquoted if shell == "zsh" else TypedWord
        before = [whole(each) for each in line.split("\n")]
        word = unquoted(last)
    items = _completions([each.text for each in before], word.text)
    if any(item.type == "file" for item in items):
        return ["file"]
    if shell == "bash":
        return _for_bash(items, word)
    return _for_zsh(items) if shell == "zsh" else _for_fish(items)


def _completions(before: list[str], word: str) -> list[CompletionItem[str]]:
    """The whole words that the last one can become."""
    from reader.cli.commands import paper_reader

    while before and "=" in before[0].lstrip("="):
        # What is set in front of the program for this command alone.
        del before[0]
    click_knows = ShellComplete(paper_reader, {}, "paper-reader", VARIABLE)
    items = click_knows.get_completions(before[1:], word)
    option, equals, _ = word.partition("=")
    if not (equals and option.startswith("--")):
        return items
    return [
        CompletionItem(f"{option}={item.value}", item.type, item.help, glued=item.glued)
        for item in items
    ]


def split_line(line: str, breaks: str) -> list[TypedWord]:
    """The words of a line of bash; the last one, which may be empty, ends where the line does.

    Args:
        line: the line, with its quotes.
        breaks: what else bash takes for the end of a word where it completes one.

    >>> split_line("x tag:r", ":")[-1], split_line("x 'a b", "")[-1]
    (TypedWord(text='tag:r', quote='', kept=4), TypedWord(text='a b', quote="'", kept=0))
    """
    words, start = [], 0
    while (end := _end(line, start)) < len(line):
        if end > start:
            words.append(unquoted(line[start:end], breaks))
        start = end + 1
    return [*words, unquoted(line[start:], breaks)]


def _end(line: str, start: int) -> int:
    """Where a word ends: at white space outside of quotes, or where the line does."""
    quote, at = "", start
    while at < len(line):
        letter = line[at]
        if letter == "\\" and quote != "'":
            at += 1
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter.isspace():
            return at
        at += 1
    return len(line)


def unquoted(word: str, breaks: str = "") -> TypedWord:
    """A word without its quotes, as a POSIX shell takes them away; the last may be open."""
    text: list[str] = []
    quote, kept, at = "", 0, 0
    while at < len(word):
        letter = word[at]
        if letter == "\\" and quote != "'":
            at += 1
            escaped = word[at : at + 1]
            text += "\\" if quote and escaped not in ('"', "\\", "$", "`") else ""
            text += escaped
        elif letter == quote:
            quote = ""
        elif not quote and letter in "'\"":
            quote, kept = letter, len(text)
        else:
            text.append(letter)
            if not quote and letter in breaks:
                kept = len(text)
        at += 1
    return TypedWord("".join(text), quote, kept)


def quoted(text: str, quote: str) -> str:
    """A text as it is written behind an open quote, or without one.

    >>> quoted('tag:"a b"', ""), quoted('tag:"a b"', "'")
    ('tag:\\\\"a\\\\ b\\\\"', 'tag:"a b"')
    """
    if quote == "'":
        return text.replace("'", "'\\''")
    special = '"\\$`' if quote else ""
    return "".join(
        f"\\{letter}"
        if letter in special or not (quote or letter.isalnum() or letter in "_-./:,+@%=")
        else letter
        for letter in text
    )


def _for_bash(items: list[CompletionItem[str]], word: TypedWord) -> Iterator[str]:
    """Whether a blank follows, and what takes the place of the part of a word that bash sees."""
    yield "glued" if any(item.glued for item in items) else "plain"
    for item in items:
        text = quoted(_value(item)[word.kept :], word.quote)
        # bash closes the quote, unless it takes the end of the text for that.
        yield f"{text}{word.quote}" if word.quote and text.endswith(word.quote) else text


def _for_zsh(items: list[CompletionItem[str]]) -> Iterator[str]:
    """Whether a blank follows, the word, and what is shown for it."""
    width = max((len(_value(item)) for item in items if item.help), default=0)
    for item in items:
        shown = f"{_value(item):<{width}}  {_about(item)}".rstrip()
        yield f"{'glued' if item.glued else 'plain'}\t{_value(item)}\t{shown}"


def _for_fish(items: list[CompletionItem[str]]) -> Iterator[str]:
    """The word, and what is said of it."""
    for item in items:
        yield f"{_value(item)}\t{_about(item)}".rstrip("\t")


def _value(item: CompletionItem[str]) -> str:
    return clean(item.value).replace("\n", " ").replace("\t", " ")


def _about(item: CompletionItem[str]) -> str:
    return " ".join(clean(item.help or "").split())
