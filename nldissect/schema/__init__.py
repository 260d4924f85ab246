"""The vocabulary in which families are declared: leaf types, structs, attribute tables, messages.

    class ifaddrmsg(Struct, header="linux/if_addr.h"):
        family = address_family
        prefixlen = u8

    class IFA(Attributes, header="linux/if_addr.h"):
        ADDRESS = 1, ip
        LABEL = 3, string

    NETLINK_ROUTE.message("RTM_NEWADDR", 20, ifaddrmsg, IFA, summary="address {verb} {local|address}/{prefixlen}")
"""

from nldissect.schema.conditions import (
    AllOf as AllOf,
)
from nldissect.schema.conditions import (
    AnyOf as AnyOf,
)
from nldissect.schema.conditions import (
    Bits as Bits,
)
from nldissect.schema.conditions import (
    Condition as Condition,
)
from nldissect.schema.conditions import (
    Equals as Equals,
)
from nldissect.schema.conditions import (
    NestedFlag as NestedFlag,
)
from nldissect.schema.conditions import (
    Not as Not,
)
from nldissect.schema.conditions import (
    Payload as Payload,
)
from nldissect.schema.conditions import (
    all_of as all_of,
)
from nldissect.schema.conditions import (
    any_of as any_of,
)
from nldissect.schema.conditions import (
    bits as bits,
)
from nldissect.schema.conditions import (
    equals as equals,
)
from nldissect.schema.conditions import (
    payload as payload,
)
from nldissect.schema.constants import AddressFamily as AddressFamily
from nldissect.schema.constants import EtherType as EtherType
from nldissect.schema.errors import DeclarationError as DeclarationError
from nldissect.schema.leaf import *  # noqa: F403
from nldissect.schema.leaf import Leaf as Leaf
from nldissect.schema.leaf import Sizes as Sizes
from nldissect.schema.message import Family as Family
from nldissect.schema.message import Kind as Kind
from nldissect.schema.message import Message as Message
from nldissect.schema.message import Protocol as Protocol
from nldissect.schema.message import Teaching as Teaching
from nldissect.schema.types import (
    Array as Array,
)
from nldissect.schema.types import (
    Attribute as Attribute,
)
from nldissect.schema.types import (
    Attributes as Attributes,
)
from nldissect.schema.types import (
    AttributesType as AttributesType,
)
from nldissect.schema.types import (
    Cases as Cases,
)
from nldissect.schema.types import (
    Declarable as Declarable,
)
from nldissect.schema.types import (
    Headed as Headed,
)
from nldissect.schema.types import (
    Indexed as Indexed,
)
from nldissect.schema.types import (
    Member as Member,
)
from nldissect.schema.types import (
    Multi as Multi,
)
from nldissect.schema.types import (
    OneOf as OneOf,
)
from nldissect.schema.types import (
    Quoted as Quoted,
)
from nldissect.schema.types import (
    Records as Records,
)
from nldissect.schema.types import (
    Select as Select,
)
from nldissect.schema.types import (
    Struct as Struct,
)
from nldissect.schema.types import (
    StructType as StructType,
)
from nldissect.schema.types import (
    Type as Type,
)
from nldissect.schema.types import (
    array as array,
)
from nldissect.schema.types import (
    headed as headed,
)
from nldissect.schema.types import (
    indexed as indexed,
)
from nldissect.schema.types import (
    multi as multi,
)
from nldissect.schema.types import (
    one_of as one_of,
)
from nldissect.schema.types import (
    records as records,
)
from nldissect.schema.types import (
    select as select,
)
