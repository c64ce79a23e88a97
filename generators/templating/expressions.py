"""What the expressions of a template give, and what is wrong with them: the part of reading that knows no templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from difflib import get_close_matches

from jinja2 import Environment, nodes

from generators.errors import Fault
from generators.templating.types import (
    ANYTHING,
    SINGLE,
    Listing,
    Macro,
    Module,
    Record,
    Row,
    Shape,
    joined,
)
from planning.wording import msgid, words

Scope = MutableMapping[str, Shape]
_FEW = 12
"""Names that a message lists."""
_SAME_LIST = frozenset({"list", "sort", "reverse", "select", "reject", "selectattr", "rejectattr", "unique"})
_ONE_ITEM = frozenset({"first", "last", "min", "max"})
_BY_ATTRIBUTE = frozenset({"sort", "unique", "min", "max", "map", "sum"})
"""Filters that take the name of a field as `attribute`."""


class ExpressionReader:
    """Reads expressions in the template `_here`; `faults` fills meanwhile."""

    def __init__(self, environment: Environment) -> None:
        self.faults: dict[Fault, None] = {}
        self._environment = environment
        self._here = ""

    def _super(self, node: nodes.Call, scope: Scope) -> bool:
        """Read what `super()` calls; False where there is no block around it."""
        raise NotImplementedError

    def _shape(self, node: nodes.Node, scope: Scope) -> Shape:
        match node:
            case nodes.TemplateData() | nodes.Const():
                return SINGLE if not (isinstance(node, nodes.Const) and node.value is None) else ANYTHING
            case nodes.Name():
                return self._name(node, scope)
            case nodes.Getattr():
                return self._field(self._shape(node.node, scope), node.attr, node)
            case nodes.Getitem():
                return self._part(node, scope)
            case nodes.Call():
                return self._call(node, scope)
            case nodes.Filter():
                return self._filter(node, scope)
            case nodes.Test():
                with self._tolerant(node.name in ("defined", "undefined"), node.node, scope):
                    self._children(node, scope)
                self._offered("test", node.name, self._environment.tests, node)
                return SINGLE
            case nodes.List():
                return Listing(_all([self._shape(each, scope) for each in node.items]))
            case nodes.Tuple():
                return Row(tuple(self._shape(each, scope) for each in node.items))
            case nodes.CondExpr():
                self._shape(node.test, scope)
                one = self._shape(node.expr1, scope)
                return joined(one, self._shape(node.expr2, scope)) if node.expr2 else one
            case nodes.Or() | nodes.And():
                return joined(self._shape(node.left, scope), self._shape(node.right, scope))
            case nodes.Concat() | nodes.Compare() | nodes.Not():
                self._children(node, scope)
                return SINGLE
        self._children(node, scope)
        return ANYTHING

    def _children(self, node: nodes.Node, scope: Scope) -> None:
        for child in node.iter_child_nodes():
            self._shape(child, scope)

    @contextmanager
    def _tolerant(self, tolerant: bool, node: nodes.Node, scope: Scope) -> Iterator[None]:
        """A name that is asked whether it exists need not exist."""
        unknown = tolerant and isinstance(node, nodes.Name) and node.name not in scope
        if unknown:
            assert isinstance(node, nodes.Name)  # noqa: S101 - just asked
            scope[node.name] = ANYTHING
        yield
        if unknown:
            assert isinstance(node, nodes.Name)  # noqa: S101 - just asked
            del scope[node.name]

    def _name(self, node: nodes.Name, scope: Scope) -> Shape:
        if node.name in scope:
            return scope[node.name]
        self._fault(
            node.lineno,
            words("a name that is known here: {names}", names=few(node.name, scope)),
            words("{name}, which is not", name=node.name),
            meant(node.name, scope, msgid("Correct the name, or set it above.")),
            node.name,
        )
        return ANYTHING

    def _field(self, of: Shape, name: str, node: nodes.Node) -> Shape:
        if name.startswith("_"):
            self._fault(
                node.lineno,
                msgid("names that do not begin with an underscore"),
                spelled(node),
                msgid("Remove it: the inside of values is closed to templates."),
                spelled(node),
            )
            return ANYTHING
        match of:
            case Record():
                if name in of.fields:
                    return of.fields[name]
                self._no_field(of.name, name, of.fields, node)
            case Module():
                return self._named_in(of, name, node)
            case Listing() | Row():
                self._fault(
                    node.lineno,
                    msgid("one value of the list, by a loop, `[0]` or `|first`"),
                    words("{variable}, a field of a whole list", variable=spelled(node)),
                    msgid("Choose a value first."),
                    spelled(node),
                )
            case Macro():
                self._no_field(of.name, name, (), node)
            case _ if of == SINGLE:
                self._fault(
                    node.lineno,
                    msgid("a value with fields"),
                    words("{variable}, a field of a text or number", variable=spelled(node)),
                    msgid("Use a filter, or name the value itself."),
                    spelled(node),
                )
        return ANYTHING

    def _named_in(self, module: Module, name: str, node: nodes.Node) -> Shape:
        if name in module.names:
            return module.names[name]
        self._no_field(module.template, name, module.names, node)
        return ANYTHING

    def _no_field(self, owner: str, name: str, known: Iterable[str], node: nodes.Node) -> None:
        known = list(known)
        self._fault(
            node.lineno,
            words("one of {names}", names=few(name, known)) if known else msgid("no name"),
            words("{variable}: {owner} has no {name}", variable=spelled(node), owner=owner, name=name),
            meant(name, known, msgid("Correct the name.")),
            spelled(node),
        )

    def _part(self, node: nodes.Getitem, scope: Scope) -> Shape:
        of = self._shape(node.node, scope)
        self._shape(node.arg, scope)
        if isinstance(node.arg, nodes.Slice):
            return of if isinstance(of, Listing) or of == SINGLE else ANYTHING
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._field(of, node.arg.value, node)
        if isinstance(of, Listing):
            return of.item
        return SINGLE if of == SINGLE else ANYTHING

    def _call(self, node: nodes.Call, scope: Scope) -> Shape:
        if isinstance(node.node, nodes.Name) and node.node.name == "super" and self._super(node, scope):
            return SINGLE
        called = self._shape(node.node, scope)
        for child in (*node.args, *(each.value for each in node.kwargs)):
            self._shape(child, scope)
        if isinstance(called, Macro):
            self._arguments(called, node)
            called.read()
            return SINGLE
        if isinstance(called, Record | Listing | Row | Module) or called == SINGLE:
            self._fault(
                node.lineno,
                msgid("a macro"),
                words("{variable}, which cannot be called", variable=spelled(node.node)),
                msgid("Remove the brackets."),
                spelled(node.node),
            )
        return ANYTHING

    def _arguments(self, macro: Macro, node: nodes.Call) -> None:
        given = {each.key for each in node.kwargs}
        unknown = sorted(given - set(macro.parameters) - {"caller"})
        missing = [name for name in macro.parameters[len(node.args) : macro.required] if name not in given]
        if node.dyn_args is not None or node.dyn_kwargs is not None or macro.open_ended:
            return
        if unknown or missing or len(node.args) > len(macro.parameters):
            self._fault(
                node.lineno,
                words("{macro}({names})", macro=macro.name, names=", ".join(macro.parameters)),
                words("{name} without it", name=missing[0])
                if missing
                else words("the argument {name}", name=unknown[0])
                if unknown
                else words("{count} arguments", count=len(node.args)),
                msgid("Correct the arguments."),
                spelled(node.node),
            )

    def _filter(self, node: nodes.Filter, scope: Scope) -> Shape:
        # A filter block (`{% filter upper %}`) has no value of its own.
        of: Shape = SINGLE
        if node.node is not None:
            with self._tolerant(node.name == "default", node.node, scope):
                of = self._shape(node.node, scope)
        for child in (*node.args, *(each.value for each in node.kwargs)):
            self._shape(child, scope)
        self._offered("filter", node.name, self._environment.filters, node)
        item = item_of(of)
        by = self._by(node, item)
        match node.name:
            case "sum":
                summed = item if by is None else by
                return summed if isinstance(summed, Listing) else ANYTHING
            case "map":
                return Listing(by if by is not None else ANYTHING)
            case name if name in _SAME_LIST:
                return Listing(item)
            case name if name in _ONE_ITEM:
                return item
            case "default" | "groupby":
                return ANYTHING
        return SINGLE

    def _by(self, node: nodes.Filter, item: Shape) -> Shape | None:
        """The shape of the field that a filter works by; None where it names none. Checks names of tests too."""
        texts = [each.value if isinstance(each, nodes.Const) else None for each in node.args]
        named: dict[str, nodes.Expr] = {str(each.key): each.value for each in node.kwargs}
        field: object = None
        if node.name in ("selectattr", "rejectattr"):
            field, test = (*texts, None, None)[:2]
        elif node.name in ("select", "reject"):
            test = (*texts, None)[0]
        else:
            test = None
            if node.name in _BY_ATTRIBUTE and isinstance(attribute := named.get("attribute"), nodes.Const):
                field = attribute.value
            elif node.name == "groupby":
                field = (*texts, None)[0]
            elif node.name == "map" and texts and isinstance(texts[0], str):
                self._offered("filter", texts[0], self._environment.filters, node)
                return SINGLE if texts[0] in ("lower", "upper", "trim", "capitalize", "title") else None
        if isinstance(test, str):
            self._offered("test", test, self._environment.tests, node)
        if not isinstance(field, str):
            return None
        shape = item
        for each in field.split(",")[0].split("."):
            shape = ANYTHING if each.isdigit() else self._field(shape, each, node)
        return shape

    def _offered(self, what: str, name: str, offered: Mapping[str, object], node: nodes.Node) -> None:
        if name not in offered:
            self._fault(
                node.lineno,
                words("a filter that is offered: {names}", names=few(name, offered))
                if what == "filter"
                else words("a test that is offered: {names}", names=few(name, offered)),
                words("{name}, which is not available", name=name),
                meant(name, offered, msgid("Use another one.")),
                name,
            )

    def _fault(
        self, line: int, expected: str, found: str, remedy: str, variable: str = "", *, template: str = ""
    ) -> None:
        self.faults[Fault(f"{template or self._here}:{line}", expected, found, remedy, variable)] = None


def item_of(of: Shape) -> Shape:
    """What a loop over a value gives."""
    return of.item if isinstance(of, Listing) else _all(of.items) if isinstance(of, Row) else ANYTHING


def _all(shapes: Iterable[Shape]) -> Shape:
    """What holds of each of the values."""
    different = list(dict.fromkeys(shapes))
    if len(different) > 1 and all(isinstance(each, Row) for each in different):
        rows = [each.items for each in different if isinstance(each, Row)]
        if len({len(row) for row in rows}) == 1:
            return Row(tuple(_all(column) for column in zip(*rows, strict=True)))
    return different[0] if len(different) == 1 else ANYTHING


def few(name: str, known: Iterable[str]) -> str:
    """All names where they are few, else those that resemble `name` most."""
    names = sorted(each for each in known if not each.startswith("_"))
    if len(names) <= _FEW:
        return ", ".join(names)
    return ", ".join((*get_close_matches(name, names, _FEW, 0.2), "…"))


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy that proposes the known name most like `name`; `otherwise` where none is."""
    close = get_close_matches(name, sorted(known), 1)
    return words("Perhaps {name} is meant.", name=close[0]) if close else otherwise


def spelled(node: nodes.Node) -> str:
    """An expression about as the template writes it."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{spelled(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{spelled(node.node)}[{spelled(node.arg)}]"
        case nodes.Const():
            return repr(node.value)
        case nodes.Filter():
            arguments = ", ".join(map(spelled, node.args))
            whole = f"{node.name}({arguments})" if arguments else node.name
            return f"{spelled(node.node)}|{whole}" if node.node else whole
        case nodes.Call():
            return f"{spelled(node.node)}()"
    return "…"
