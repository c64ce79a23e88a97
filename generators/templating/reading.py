"""Reads templates as Jinja2 would run them, over shapes instead of values, and notes what cannot work.

Includes, imports, `extends` and blocks are followed, so that each name is judged where it is used, with what is set
around it. What is not known for sure is left to rendering: a fault that is reported here is one.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from generators.templating.expressions import ExpressionReader, Scope, few, item_of, meant, spelled
from generators.templating.layers import Templates
from generators.templating.types import (
    ANYTHING,
    LOOP,
    SINGLE,
    Macro,
    Module,
    Record,
    Row,
    Shape,
    joined,
)
from planning.wording import msgid, words


class TemplateReader(ExpressionReader):
    """Reads from an entry template; `faults` and `seen` (qualified names of what was read) fill meanwhile."""

    def __init__(self, environment: Environment, templates: Templates) -> None:
        super().__init__(environment)
        self.seen: set[str] = set()
        self._templates = templates
        self._trees: dict[str, nodes.Template | None] = {}
        self._blocks: dict[str, list[tuple[str, nodes.Block]]] = {}
        self._block: tuple[str, int] | None = None
        self._open: list[str] = []

    def read(self, name: str, names: Mapping[str, Shape]) -> None:
        """Follow the template `name` with `names` in its context."""
        self._template(self._templates.resolve(name), dict(names), {})

    def tree(self, qualified: str) -> nodes.Template | None:
        """The tree of one template; None, and a fault, when Jinja2 cannot read it."""
        if qualified not in self._trees:
            self._trees[qualified] = self._parsed(qualified)
        return self._trees[qualified]

    def _parsed(self, qualified: str) -> nodes.Template | None:
        try:
            return self._environment.parse(self._templates.texts[qualified], qualified)
        except TemplateSyntaxError as error:
            self._fault(
                error.lineno,
                msgid("a template that Jinja2 can read"),
                error.message or msgid("a syntax error"),
                msgid("Mend the template."),
                template=qualified,
            )
        except RecursionError:
            self._fault(
                1,
                msgid("a template that Jinja2 can read"),
                msgid("one that nests too deep"),
                msgid("Mend the template."),
                template=qualified,
            )
        return None

    # ------------------------------------------------------------ templates

    def _template(
        self, qualified: str, scope: Scope, blocks: dict[str, list[tuple[str, nodes.Block]]]
    ) -> None:
        tree = self.tree(qualified)
        self.seen.add(qualified)
        if tree is None:
            return
        if qualified in self._open:
            self._fault(
                1,
                msgid("templates that come to an end"),
                words("{name} includes itself", name=qualified),
                msgid("Remove the include."),
            )
            return
        before = self._here, self._blocks, self._block
        self._here, self._blocks, self._block = qualified, blocks, None
        self._open.append(qualified)
        try:
            extends = next((each for each in tree.body if isinstance(each, nodes.Extends)), None)
            for block in tree.find_all(nodes.Block):
                blocks.setdefault(block.name, []).append((qualified, block))
            if extends is None:
                self._body(tree.body, scope)
            else:
                self._child(tree, extends, scope)
        finally:
            self._open.pop()
            self._here, self._blocks, self._block = before

    def _child(self, tree: nodes.Template, extends: nodes.Extends, scope: Scope) -> None:
        """An override: outside its blocks only names are set; then the one beneath is read with its blocks."""
        beneath = self._named(extends.template, extends.lineno)
        known = self._blocks_of(beneath) if beneath else set()
        for node in tree.body:
            match node:
                case nodes.Output():
                    for part in node.nodes:
                        if not (isinstance(part, nodes.TemplateData) and not part.data.strip()):
                            self._fault(
                                part.lineno,
                                msgid("text inside blocks only, in a template that extends another"),
                                msgid("text outside of them, which would be lost"),
                                msgid("Move it into the block that it belongs to."),
                            )
                            break
                case nodes.Block():
                    if beneath and node.name not in known:
                        self._fault(
                            node.lineno,
                            words("a block of {name}: {blocks}", name=beneath, blocks=few(node.name, known)),
                            words("the block {name}, which it does not have", name=node.name),
                            meant(node.name, known, msgid("Correct the name of the block.")),
                            node.name,
                        )
                        self._block_body(node.name, 0, scope)
                case nodes.Extends():
                    pass
                case _:
                    self._statement(node, scope)
        if beneath:
            self._template(beneath, scope, self._blocks)

    def _blocks_of(self, qualified: str) -> set[str]:
        """Names of all blocks of a template and of what it extends."""
        names: set[str] = set()
        passed: set[str] = set()
        while qualified not in passed and (tree := self.tree(qualified)) is not None:
            passed.add(qualified)
            names.update(block.name for block in tree.find_all(nodes.Block))
            extends = tree.find(nodes.Extends)
            if extends is None or not isinstance(extends.template, nodes.Const):
                break
            qualified = self._templates.resolve(str(extends.template.value), qualified)
            if qualified not in self._templates.texts:
                break
        return names

    def _named(self, node: nodes.Expr, line: int) -> str | None:
        """The qualified name that an include, import or extends means; None, and a fault, when there is none."""
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            self._fault(
                line,
                msgid("the name of a template, written out"),
                msgid("a name that is computed"),
                msgid("Write the name."),
            )
            return None
        found = self._templates.resolve(node.value, self._here)
        own = self._templates.split(found)[1]
        if found not in self._templates.texts or own != node.value:
            texts = (each for each in self._templates.texts if each.endswith(".html"))
            names = {self._templates.split(each)[1] for each in texts}
            self._fault(
                line,
                words("a template: {names}", names=few(node.value, names)),
                words("{name}, which does not exist", name=repr(node.value)),
                meant(node.value, names, msgid("Correct the name of the template.")),
                node.value,
            )
            return None
        return found

    def _module(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> Module | None:
        found = self._named(node.template, node.lineno)
        if found is None:
            return None
        inner: Scope = {}
        outer = dict(scope) if node.with_context else {}
        self._template(found, ChainMap(inner, outer), {})
        return Module(found, {name: shape for name, shape in inner.items() if not name.startswith("_")})

    # ------------------------------------------------------------ statements

    def _body(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self._shape(part, scope)
            case nodes.Block():
                self._block_body(node.name, 0, scope)
            case nodes.Assign():
                self._assign(node.target, self._shape(node.node, scope), scope)
            case nodes.AssignBlock():
                self._body(node.body, _inside(scope))
                self._assign(node.target, SINGLE, scope)
            case nodes.If():
                self._shape(node.test, scope)
                for body in (node.body, node.elif_, node.else_):
                    self._body(body, scope)
            case nodes.For():
                self._for(node, scope)
            case nodes.Macro():
                self._macro(node, scope)
            case nodes.CallBlock():
                self._shape(node.call, scope)
                inner = _inside(scope)
                self._parameters(node, inner)
                self._body(node.body, inner)
            case nodes.Include():
                if found := self._named(node.template, node.lineno):
                    self._template(found, dict(scope) if node.with_context else {}, {})
            case nodes.Import():
                scope[node.target] = self._module(node, scope) or ANYTHING
            case nodes.FromImport():
                module = self._module(node, scope)
                for each in node.names:
                    asked, target = each if isinstance(each, tuple) else (each, each)
                    scope[target] = self._named_in(module, asked, node) if module else ANYTHING
            case nodes.With():
                inner = _inside(scope)
                for bound, value in zip(node.targets, node.values, strict=True):
                    self._assign(bound, self._shape(value, scope), inner)
                self._body(node.body, inner)
            case nodes.FilterBlock():
                self._shape(node.filter, scope)
                self._body(node.body, _inside(scope))
            case nodes.Extends():
                self._fault(
                    node.lineno,
                    msgid("extends once, at the beginning of a template"),
                    msgid("one inside of something else"),
                    msgid("Move it to the first line."),
                )
            case nodes.Scope():
                self._body(node.body, scope)
            case nodes.ScopedEvalContextModifier() | nodes.EvalContextModifier():
                self._fault(
                    node.lineno,
                    msgid("escaping that stays switched on"),
                    msgid("a change of it (autoescape)"),
                    msgid("Remove it: text from files must never become markup."),
                )
            case _:
                for child in node.iter_child_nodes():
                    self._shape(child, scope)

    def _block_body(self, name: str, at: int, scope: Scope) -> None:
        """The block as the `at`-th template from the most specific one gives it."""
        qualified, block = self._blocks[name][at]
        before = self._here, self._block
        self._here, self._block = qualified, (name, at)
        try:
            self._body(block.body, _inside(scope))
        finally:
            self._here, self._block = before

    def _for(self, node: nodes.For, scope: Scope) -> None:
        over = self._shape(node.iter, scope)
        if isinstance(over, Record | Macro | Module):
            self._fault(
                node.lineno,
                msgid("a list to go through"),
                words("{variable}, which is none", variable=spelled(node.iter)),
                msgid("Name the list."),
                spelled(node.iter),
            )
        inner = _inside(scope)
        self._assign(node.target, item_of(over), inner)
        if node.test is not None:
            self._shape(node.test, inner)
        inner["loop"] = LOOP
        self._body(node.body, inner)
        self._body(node.else_, _inside(scope))

    def _macro(self, node: nodes.Macro, scope: Scope) -> None:
        names = tuple(each.name for each in node.args)
        extra = {each.name for each in node.find_all(nodes.Name)} & {"varargs", "kwargs"}
        here, unread = self._here, [node]

        def read() -> None:
            # Once, and when it is called: a document need not have what a macro prints that it does not call.
            if unread:
                body = unread.pop().body
                before = self._here, self._block
                self._here, self._block = here, None
                inner = _inside(scope)
                inner.update(dict.fromkeys(("caller", "varargs", "kwargs"), ANYTHING))
                self._parameters(node, inner)
                self._body(body, inner)
                self._here, self._block = before

        scope[node.name] = Macro(node.name, names, len(names) - len(node.defaults), bool(extra), read)

    def _parameters(self, node: nodes.Macro | nodes.CallBlock, inner: Scope) -> None:
        for default in node.defaults:
            self._shape(default, inner)
        inner.update(dict.fromkeys((each.name for each in node.args), ANYTHING))

    def _assign(self, target: nodes.Node, shape: Shape, scope: Scope) -> None:
        match target:
            case nodes.Name():
                own = scope.maps[0] if isinstance(scope, ChainMap) else scope
                scope[target.name] = joined(own[target.name], shape) if target.name in own else shape
            case nodes.Tuple():
                parts: Iterable[Shape] = [ANYTHING] * len(target.items)
                if isinstance(shape, Row) and len(shape.items) == len(target.items):
                    parts = shape.items
                for each, part in zip(target.items, parts, strict=True):
                    self._assign(each, part, scope)

    def _super(self, node: nodes.Call, scope: Scope) -> bool:
        if self._block is None:
            return False
        name, at = self._block
        if at + 1 < len(self._blocks[name]):
            self._block_body(name, at + 1, scope)
        else:
            self._fault(
                node.lineno,
                msgid("a block beneath this one"),
                words("super() in {name}, which has none", name=name),
                msgid("Remove it."),
            )
        return True


def _inside(scope: Scope) -> Scope:
    return scope.new_child() if isinstance(scope, ChainMap) else ChainMap({}, scope)
