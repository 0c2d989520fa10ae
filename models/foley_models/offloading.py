"""Networks that lie on the compute device only while they are used: for GPUs, and machines, that hold no whole pack.

Where `parts` are offloaded, a network comes as a whole when something of it is first called, and the one that was there
goes; where `layers` are, each layer comes for its own call alone. Between that the weights are where they always are,
in the pack's files, which the system maps into memory as far as it has some. The numbers are the same, and so are the
operations on them: a sound has the same bits.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor, nn

from foley_models.memory_needs import LAYERS, NONE, PARTS, SMALL_BYTES

_PARKED = "_foley_parked"


@dataclass
class Desk:
    """The compute device, which of the parked networks is on it, and how many bytes of them are and were at most."""

    device: torch.device
    offload: str = NONE
    here: "Parked | None" = field(default=None, repr=False)
    bytes: int = 0
    most_bytes: int = 0

    def parks(self, module: nn.Module) -> bool:
        """Whether a network, still without numbers, is one that comes and goes."""
        return self.offload in (PARTS, LAYERS) and bytes_of(module) >= SMALL_BYTES

    def count(self, change: int) -> None:
        """So many bytes came, or went where it is below 0."""
        self.bytes += change
        self.most_bytes = max(self.most_bytes, self.bytes)


@dataclass
class _Slot:
    """One tensor of a network: where it is put, what it is made of, and in which format."""

    owner: nn.Module
    key: str
    source: Tensor
    absent: Tensor  # what stands in its place while it is away: its shape and format without numbers

    def come(self, device: torch.device) -> int:
        """Have it on the device; how many bytes that is."""
        there = self.source.to(device=device, dtype=self.absent.dtype, copy=True)
        self._put(there)
        return there.nbytes

    def go(self) -> int:
        """Have it there no more; how many bytes that was."""
        there = self._table[self.key]
        if there is None or there.is_meta:
            return 0
        self._put(self.absent)
        return there.nbytes

    @property
    def _table(self) -> "dict[str, Tensor | None] | dict[str, nn.Parameter | None]":
        return self.owner._parameters if self.key in self.owner._parameters else self.owner._buffers

    def _put(self, value: Tensor) -> None:
        if self.key in self.owner._parameters:
            self.owner._parameters[self.key] = nn.Parameter(value, requires_grad=False)
        else:
            self.owner._buffers[self.key] = value


class Parked:
    """One network that comes and goes."""

    def __init__(self, desk: Desk, slots: Mapping[str, _Slot]) -> None:
        self.desk = desk
        self._slots: dict[str, _Slot] = {}
        self._by_owner: dict[int, list[_Slot]] = {}
        self._fill(slots)

    def __deepcopy__(self, memo: dict[int, object]) -> "Parked":
        """For a copy of the network: on the same desk, with the same sources until something is added to them."""
        twin = Parked(self.desk, {})
        memo[id(self)] = twin
        twin._fill({name: replace(one, owner=copy.deepcopy(one.owner, memo)) for name, one in self._slots.items()})
        return twin

    def _fill(self, slots: Mapping[str, _Slot]) -> None:
        self._slots = dict(slots)
        self._by_owner = {}
        for one in slots.values():
            self._by_owner.setdefault(id(one.owner), []).append(one)

    def add(self, name: str, added: Tensor) -> None:
        """Change a tensor by something of its shape, from the next time on that it comes."""
        self.leave()
        slot = self._slots[name]
        slot.source = (slot.source.to(slot.absent.dtype).float() + added.cpu()).to(slot.absent.dtype)

    def leave(self) -> None:
        """Go as a whole, where it is here."""
        if self.desk.here is self:
            self._go(list(self._slots.values()))
            self.desk.here = None

    def _come_whole(self, *_: object) -> None:
        if self.desk.here is self:
            return
        if self.desk.here is not None:
            self.desk.here.leave()
        self.desk.here = self
        try:
            self._come(list(self._slots.values()))
        except BaseException:  # memory ran out: it comes as a whole the next time, or not at all
            self.leave()
            raise

    def _come_for(self, module: nn.Module, *_: object) -> None:
        self._come(self._of(module))

    def _go_after(self, module: nn.Module, *_: object) -> None:
        self._go(self._of(module))

    def _of(self, module: nn.Module) -> list[_Slot]:
        return self._by_owner.get(id(module), [])

    def _come(self, slots: Sequence[_Slot]) -> None:
        with torch.inference_mode(mode=False):
            for one in slots:
                self.desk.count(one.come(self.desk.device))

    def _go(self, slots: Sequence[_Slot]) -> None:
        for one in slots:
            self.desk.count(-one.go())
        for owner in {id(one.owner): one.owner for one in slots}.values():
            _forget_derived(owner)


def park(module: nn.Module, tensors: Mapping[str, Tensor], desk: Desk, *, stays: Sequence[str] = ()) -> None:
    """Let a network without numbers (on the meta device) get them from `tensors`, whenever it is called.

    The submodules `stays`, which are used without being called, get theirs at once.
    """
    slots = {}
    for name, absent in module.state_dict(keep_vars=True).items():
        path, _, key = name.rpartition(".")
        slots[name] = _Slot(module.get_submodule(path), key, tensors[name], absent.detach())
    for name in [one for one in slots if one.rpartition(".")[0] in stays]:
        desk.count(slots.pop(name).come(desk.device))
    parked = Parked(desk, slots)
    for one in module.modules():
        if desk.offload == PARTS:
            one.register_forward_pre_hook(parked._come_whole, prepend=True)
        elif any(slot.owner is one for slot in slots.values()):
            # Before the hooks of the network's own, such as those of weight normalisation, and after them.
            one.register_forward_pre_hook(parked._come_for, prepend=True)
            one.register_forward_hook(parked._go_after, always_call=True)
    setattr(module, _PARKED, parked)


def parked_of(network: nn.Module) -> Parked | None:
    """How a network comes and goes; None for one that stays."""
    found = getattr(network, _PARKED, None)
    return found if isinstance(found, Parked) else None


def place_of(network: nn.Module) -> torch.device:
    """Where a network computes, also while it is away."""
    parked = parked_of(network)
    return next(network.parameters()).device if parked is None else parked.desk.device


@torch.no_grad()
def add_to(network: nn.Module, name: str, added: Tensor) -> None:
    """Change a parameter by something of its shape. AttributeError where there is none of that name."""
    parked, weight = parked_of(network), network.get_parameter(name)
    if parked is None:
        weight.copy_(weight.float() + added.to(weight.device))
    else:
        parked.add(name, added)


def bytes_of(module: nn.Module) -> int:
    """Of all that a network keeps in a file."""
    return sum(one.nbytes for one in module.state_dict().values())


def _forget_derived(owner: nn.Module) -> None:
    """What a hook made of weights that are gone, as weight normalisation does."""
    for name, value in vars(owner).items():
        if isinstance(value, Tensor) and not value.is_meta:
            setattr(owner, name, value.to("meta"))
