"""Fields: a declaration at its place in a message, which is what filters name and layouts refer to."""

from __future__ import annotations

from nldissect.schema.leaf import Leaf
from nldissect.schema.types import Attribute, AttributesType, Member, StructType

# A hostile capture can name 16,384 undeclared attributes at every level; past this many a field is not kept.
MOST_CHILDREN = 2048


class Field:
    """A declared or undeclared thing at one place of the tree, made once for each root and place.

    name      the kernel's name: "RTA_DST", "rtmsg", "family"; the index for elements without names
    path      name in filters: "rta.dst"; elements share their parent's path
    role      "struct", "member", "attribute", "element", "message", "tail", "padding", or "computed" for what is in no
              message but worked out about it
    declared  whether the registry knows it
    policy    where it does not: what the kernel accepts as the value, in words; "" when nothing tells
    multi     whether it is declared to repeat
    children  the fields below that were met so far, by their declarations
    """

    __slots__ = ("children", "declared", "multi", "name", "path", "policy", "role", "sensitive", "table")

    def __init__(
        self,
        name: str,
        path: str,
        role: str,
        *,
        declared: bool = True,
        multi: bool = False,
        sensitive: bool = False,
        table: AttributesType | StructType | None = None,
        policy: str = "",
    ) -> None:
        self.name = name
        self.path = path
        self.role = role
        self.declared = declared
        self.multi = multi
        self.sensitive = sensitive
        self.table = table
        self.policy = policy
        self.children: dict[object, Field] = {}

    def _keep(self, key: object, field: Field) -> Field:
        if len(self.children) < MOST_CHILDREN:
            self.children[key] = field
        return field

    def _table(self, table: AttributesType) -> str:
        """The path of a table's attributes: the outermost table of a message has its own name in it."""
        return self._below(table.key) if self.role == "message" else self.path

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def attribute(self, table: AttributesType, attribute: Attribute) -> Field:
        """The field of a declared attribute in this container."""
        found = self.children.get(attribute)
        if found is None:
            path = f"{self._table(table)}.{attribute.key}"
            leaf = attribute.type
            sensitive = self.sensitive or (isinstance(leaf, Leaf) and leaf.sensitive)
            found = Field(
                attribute.name,
                path,
                "attribute",
                declared=not attribute.policy,
                multi=attribute.multi,
                sensitive=sensitive,
                table=table,
                policy=attribute.policy,
            )
            self._keep(attribute, found)
        return found

    def undeclared(self, table: AttributesType, number: int) -> Field:
        """The field of an attribute that the table does not know."""
        found = self.children.get(number)
        if found is None:
            start = self._table(table)
            name = f"{table.prefix}_{number}" if table.prefix else str(number)
            path = f"{start}.{number}" if start else str(number)
            found = Field(name, path, "attribute", declared=False, sensitive=self.sensitive, table=table)
            self._keep(number, found)
        return found

    def struct(self, struct: StructType) -> Field:
        """The field of a struct that stands in this container by itself (a header)."""
        found = self.children.get(struct)
        if found is None:
            found = self._keep(struct, Field(struct.name, self._below(struct.key), "struct", table=struct))
        return found

    def member(self, struct: StructType, member: Member) -> Field:
        """The field of a struct's member; this is the field of the struct."""
        found = self.children.get(member)
        if found is None:
            leaf = member.type if isinstance(member.type, Leaf) else None
            key = leaf.key if leaf and leaf.key else member.name
            sensitive = self.sensitive or bool(leaf and leaf.sensitive)
            found = self._keep(
                member, Field(member.name, self._below(key), "member", sensitive=sensitive, table=struct)
            )
        return found

    def element(self, index: int, name: str | None = None) -> Field:
        """The field of an element of an array or indexed nest; without a name it has its parent's path."""
        key = ("element", index)
        found = self.children.get(key)
        if found is None:
            path = self._below(name.lower()) if name else self.path
            found = self._keep(key, Field(name or str(index), path, "element", sensitive=self.sensitive))
        return found

    def case(self, name: str) -> Field:
        """This field holding the selected case `name`."""
        key = ("case", name)
        found = self.children.get(key)
        if found is None:
            found = Field(
                self.name,
                self._below(name),
                self.role,
                declared=self.declared,
                multi=self.multi,
                sensitive=self.sensitive,
                table=self.table,
            )
            self._keep(key, found)
        return found

    def message(self) -> Field:
        """This field holding a message of its own."""
        found = self.children.get("message")
        if found is None:
            found = self._keep("message", Field(self.name, self.path, "message", sensitive=self.sensitive))
        return found

    def part(self, role: str, name: str = "") -> Field:
        """The field of bytes that belong to no declaration ("tail", "padding", "payload"), or a record's own struct."""
        key = (role, name)
        found = self.children.get(key)
        if found is None:
            path = self.path if role == "struct" else self._below(role)
            declared = role not in ("payload", "fragment")
            found = Field(name or role, path, role, declared=declared, sensitive=self.sensitive)
            self._keep(key, found)
        return found
