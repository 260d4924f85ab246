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
    AnyOf as AnyOf,
    BigEndian as BigEndian,
    Bits as Bits,
    Byte as Byte,
    Condition as Condition,
    Equals as Equals,
    NestedFlag as NestedFlag,
    Not as Not,
    Payload as Payload,
    all_of as all_of,
    any_of as any_of,
    big_endian as big_endian,
    bits as bits,
    byte as byte,
    equals as equals,
    payload as payload,
)
from nldissect.schema.constants import (
    AddressFamily as AddressFamily,
    Clock as Clock,
    DsField as DsField,
    EtherType as EtherType,
    IpProtocol as IpProtocol,
)
from nldissect.schema.errors import DeclarationError as DeclarationError
from nldissect.schema.leaf import *
from nldissect.schema.leaf import Leaf as Leaf, Sizes as Sizes
from nldissect.schema.message import (
    Family as Family,
    Kind as Kind,
    Message as Message,
    PolicyTeaching as PolicyTeaching,
    Protocol as Protocol,
    Teaching as Teaching,
)
from nldissect.schema.types import (
    Array as Array,
    Attribute as Attribute,
    Attributes as Attributes,
    AttributesType as AttributesType,
    Cases as Cases,
    Declarable as Declarable,
    Headed as Headed,
    Indexed as Indexed,
    Member as Member,
    Multi as Multi,
    OneOf as OneOf,
    Quoted as Quoted,
    Records as Records,
    Select as Select,
    Struct as Struct,
    StructType as StructType,
    Type as Type,
    array as array,
    bitfield32 as bitfield32,
    headed as headed,
    indexed as indexed,
    multi as multi,
    one_of as one_of,
    records as records,
    select as select,
)
