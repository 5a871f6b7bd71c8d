"""What an order does to the position that is there already, in words."""

from bracketdesk.domain.ticket import Side

ADDS = "The exits already there know nothing of it."
OPPOSES = (
    "The exits already there know nothing of it and stay as they are: they may then trade more "
    "than is left."
)


def exposure(net: int, side: Side, quantity: int, symbol: str) -> str:
    """Return what `quantity` more of a side make of `net` contracts; empty where that is flat."""
    if not net:
        return ""
    after = net + side.sign * quantity
    if net * side.sign > 0:
        does = f"this adds {quantity:,}, making {abs(after):,}"
    elif net * after > 0:
        does = f"this reduces it by {quantity:,}, leaving {abs(after):,}"
    else:
        does = f"this flips it to {_position(after)}" if after else "this closes it"
    return f"You are {_position(net)} {symbol}: {does}. {ADDS if net * side.sign > 0 else OPPOSES}"


def _position(net: int) -> str:
    return f"{'long' if net > 0 else 'short'} {abs(net):,}"
