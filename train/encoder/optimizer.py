"""AdamW on f32 copies of parameters that compute in bfloat16."""

import torch
from torch import nn

WEIGHT_DECAY = 0.01
HEAD_FACTOR = 8.0
CLIP = 1.0


class MasterOptimizer:
    """Keeps f32 copies of all trained parameters, steps those, and rounds them back."""

    def __init__(self, model: nn.Module, rate: float) -> None:
        self.rate = rate
        self.names = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
        self.parameters = [model.get_parameter(name) for name in self.names]
        self.masters = [parameter.detach().float().clone() for parameter in self.parameters]
        groups = []
        for is_head in (False, True):
            chosen = [at for at, name in enumerate(self.names) if name.startswith(("head.", "link.")) == is_head]
            groups.append({"params": [self.masters[at] for at in chosen], "factor": HEAD_FACTOR if is_head else 1.0})
        self.adam = torch.optim.AdamW(groups, lr=rate, weight_decay=WEIGHT_DECAY, fused=True)

    def step(self, share: float) -> None:
        """One step at a share of the full learning rate; takes the gradients away."""
        gradients = []
        for master, parameter in zip(self.masters, self.parameters, strict=True):
            gradient = parameter.grad
            master.grad = torch.zeros_like(master) if gradient is None else gradient.float()
            parameter.grad = None
            gradients.append(master)
        nn.utils.clip_grad_norm_(gradients, CLIP)
        for group in self.adam.param_groups:
            group["lr"] = self.rate * share * group["factor"]
        self.adam.step()
        self.copy_back()

    def copy_back(self) -> None:
        """Rounds the copies to what the model computes with."""
        with torch.no_grad():
            for master, parameter in zip(self.masters, self.parameters, strict=True):
                parameter.copy_(master)

    def weights(self) -> dict[str, torch.Tensor]:
        """The f32 copies by the names of the parameters."""
        return dict(zip(self.names, self.masters, strict=True))

    def begin_with(self, weights: dict[str, torch.Tensor]) -> None:
        """Takes the weights of another run of the same shape, with the moments of none."""
        with torch.no_grad():
            for name, master in zip(self.names, self.masters, strict=True):
                master.copy_(weights[name])
        self.copy_back()

    def state(self) -> dict:
        """All that a resumed run needs."""
        return {"masters": self.masters, "adam": self.adam.state_dict()}

    def load(self, state: dict) -> None:
        """Goes on from a saved state."""
        with torch.no_grad():
            for master, saved in zip(self.masters, state["masters"], strict=True):
                master.copy_(saved)
        self.adam.load_state_dict(state["adam"])
        self.copy_back()
