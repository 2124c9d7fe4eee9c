"""Sentence templates: hassil's parser reads them, this module writes them out.

`(a|b)` is a choice, `[a]` may be left out, `<rule>` is a part with a name, `{name}` a
slot or a number. Samples are covered: each branch stands in one sentence at least, not
every combination in one of its own. Slot values are multiplied out, while the branches
of their rules take turns: "(lift|move) <whose> arm" is both verbs, the one with "my",
the other with "her".
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, cast

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    ExpansionRules = Mapping[str, str]
    Numbers = Mapping[str, list[str]]


class ModelError(Exception):
    """A fault in interaction-models/, in one line: file: place: what to do."""


class Template(NamedTuple):
    """One template and where it stands, for the error line."""

    file: str
    place: str
    text: str

    def error(self, reason: str) -> ModelError:
        """Return the error that says where this template stands and what to do."""
        return ModelError(f'{self.file}: {self.place}: "{self.text}": {reason}')


def cover(template: Template, rules: ExpansionRules) -> list[str]:
    """Return sentences in which every branch of the template stands at least once.

    Example:
        >>> cover(Template("en.toml", "samples", "(a|b|c) x [y]"), {})
        ['a x y', 'b x', 'c x y']

    Raises:
        ModelError: bad syntax, an unknown rule, or a slot that some sentences lack.
    """
    expression = _checked(template, rules)
    for slot, optional in _names(expression, rules):
        if optional:
            raise template.error(
                f"{{{slot}}} stands inside an optional or alternative; "
                "write one template for each"
            )
    return _written(template, _cover(expression, rules))


def expand(template: Template, rules: ExpansionRules, numbers: Numbers) -> list[str]:
    """Return all choices and numbers of the template; its rules take turns.

    Example:
        >>> rules = {"whose": "(my|her)"}
        >>> expand(Template("en.toml", "values", "(lift|move) <whose> arm"), rules, {})
        ['lift my arm', 'move her arm']

    Raises:
        ModelError: bad syntax, or an unknown rule or number.
    """
    expression = _checked(template, rules)
    for name, _ in _names(expression, rules):
        if name not in numbers:
            raise template.error(
                f"there are no numbers {{{name}}}; add them to [numbers]"
            )
    return _written(template, _multiply(expression, rules, numbers))


def slots_of(template: Template, rules: ExpansionRules) -> list[str]:
    """Return the names of the slots of the template, from left to right."""
    return [slot for slot, _ in _names(_checked(template, rules), rules)]


def _checked(template: Template, rules: ExpansionRules) -> Expression:
    expression = _parsed(template)
    _check_rules(template, expression, rules, ())
    return expression


def _parsed(template: Template) -> Expression:
    try:
        expression = _parse(template.text)
    except (ParseError, AssertionError) as error:
        raise template.error(
            f"is not a template ({error}); close every bracket and leave none empty"
        ) from error
    if any(isinstance(part, Permutation) for part in _parts(expression)):
        raise template.error("uses ';'; write each order as a template of its own")
    return expression


@cache
def _parse(text: str) -> Expression:
    return parse_sentence(text).expression


def _check_rules(
    template: Template,
    expression: Expression,
    rules: ExpansionRules,
    within: tuple[str, ...],
) -> None:
    for name in [
        part.rule_name for part in _parts(expression) if isinstance(part, RuleReference)
    ]:
        if name not in rules:
            raise template.error(f"there is no rule <{name}>; add it to [rules]")
        if name in within:
            raise template.error(f"the rule <{name}> contains itself; write it without")
        _check_rules(
            template,
            _parsed(template._replace(text=rules[name])),
            rules,
            (*within, name),
        )


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    for item in expression.items if isinstance(expression, Group) else ():
        yield from _parts(item)


def _names(
    expression: Expression, rules: ExpansionRules, *, optional: bool = False
) -> Iterator[tuple[str, bool]]:
    """Yield the slots or numbers of an expression, and whether each may be missing."""
    if isinstance(expression, ListReference):
        yield expression.list_name, optional
    elif isinstance(expression, RuleReference):
        yield from _names(_parse(rules[expression.rule_name]), rules, optional=optional)
    elif isinstance(expression, Group):
        for item in expression.items:
            yield from _names(
                item, rules, optional=optional or isinstance(expression, Alternative)
            )


def _cover(expression: Expression, rules: ExpansionRules) -> list[str]:
    if isinstance(expression, Alternative):
        return [text for branch in expression.items for text in _cover(branch, rules)]
    if isinstance(expression, Group):
        parts = [_cover(item, rules) for item in expression.items]
        # Shorter parts start again, so that none is missing beside a longer one.
        return [_turn(parts, row) for row in range(max(map(len, parts), default=1))]
    if isinstance(expression, RuleReference):
        return _cover(_parse(rules[expression.rule_name]), rules)
    return [_text(expression)]


def _multiply(
    expression: Expression, rules: ExpansionRules, numbers: Numbers
) -> list[str]:
    if isinstance(expression, Alternative):
        return [
            text
            for branch in expression.items
            for text in _multiply(branch, rules, numbers)
        ]
    if isinstance(expression, Group):
        return _rows(expression, rules, numbers)
    if isinstance(expression, ListReference):
        return numbers[expression.list_name]
    return _cover(expression, rules)


def _rows(group: Group, rules: ExpansionRules, numbers: Numbers) -> list[str]:
    """Return every combination of choices; a rule gives each its next branch."""
    ruled = [isinstance(item, RuleReference) for item in group.items]
    parts = [_multiply(item, rules, numbers) for item in group.items]
    choices = product(
        *([""] if turns else part for part, turns in zip(parts, ruled, strict=True))
    )
    return [
        _turn(
            [
                part if turns else [text]
                for part, turns, text in zip(parts, ruled, choice, strict=True)
            ],
            row,
        )
        for row, choice in enumerate(choices)
    ]


def _turn(parts: list[list[str]], row: int) -> str:
    return "".join(part[row % len(part)] for part in parts)


def _text(expression: Expression) -> str:
    return (
        expression.original_text
        if isinstance(expression, TextChunk)
        else f"{{{cast('ListReference', expression).list_name}}}"
    )


def _written(template: Template, texts: list[str]) -> list[str]:
    written = list(dict.fromkeys(" ".join(text.split()) for text in texts))
    if "" in written:
        raise template.error("can be left out altogether; keep at least one word")
    return written
