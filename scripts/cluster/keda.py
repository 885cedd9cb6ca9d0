"""KEDA as an external scaler meets it: the calls that a real one was measured to make, in their order, with its streams, its
backoff and its races, and the HorizontalPodAutoscaler that it makes.

Measured on KEDA 2.20.2: each poll calls GetMetricSpec, GetMetrics and IsActive one after the other and without a deadline,
during which pushes wait; the autoscaler makes the same three calls at its own interval once there is a replica; `true` on a
stream scales from zero at once and sets lastActiveTime; `false` is ignored; what is inactive goes to zero at the first poll
after lastActiveTime + cooldown; a call that fails leaves the replicas as they are; a stream that ends with OK is opened again
after 2 s, one that breaks after 2, 4, … 60 s.
"""

import asyncio
import contextlib
import math
import time
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import grpc.aio

from pods import NAMESPACE

PROTO = Path(__file__).resolve().parents[2] / "Sources" / "KEDAScaler" / "Wire"


def load_protocol():
    import sys

    sys.path.insert(0, str(PROTO))
    return grpc.protos_and_services("externalscaler.proto")


messages, services = load_protocol()


@dataclass
class Call:
    method: str
    seconds: float
    answer: object


@dataclass
class ScaledObject:
    """One ScaledObject with an external-push trigger, as it lives in KEDA."""

    server: object
    name: str
    addresses: list
    max: int = 2
    min: int = 0
    poll: float = 1.0
    cooldown: float = 2.0
    sync: float = 1.0
    stabilization: float = 3.0
    credentials: object = None
    kind: str = "deployments"
    calls: list = field(default_factory=list)
    pushes: list = field(default_factory=list)
    statuses: list = field(default_factory=list)
    errors: int = 0
    last_active: float = None

    def __post_init__(self):
        self.lock = asyncio.Lock()
        self.tasks = []
        self.scaled_at = None
        self.high = []
        target = "ipv4:" + ",".join(self.addresses)
        options = [("grpc.lb_policy_name", "round_robin"), ("grpc.initial_reconnect_backoff_ms", 200), ("grpc.max_reconnect_backoff_ms", 2000)]
        if self.credentials:
            self.channel = grpc.aio.secure_channel(self.addresses[0], self.credentials, options)
        else:
            self.channel = grpc.aio.insecure_channel(target, options)
        self.stub = services.ExternalScalerStub(self.channel)

    @property
    def reference(self):
        return messages.ScaledObjectRef(name=self.name, namespace=NAMESPACE, scalerMetadata={"model": self.name})

    @property
    def replicas(self):
        return self.server.replicas(NAMESPACE, self.name, self.kind)

    def scale(self, replicas):
        self.server.scale(NAMESPACE, self.name, replicas, "keda", self.kind)

    async def call(self, method, argument):
        began = time.monotonic()
        answer = await getattr(self.stub, method)(argument)
        self.calls.append(Call(method, time.monotonic() - began, answer))
        return answer

    async def ask(self):
        """The three calls."""
        spec = await self.call("GetMetricSpec", self.reference)
        target = spec.metricSpecs[0]
        values = await self.call(
            "GetMetrics", messages.GetMetricsRequest(scaledObjectRef=self.reference, metricName=target.metricName)
        )
        active = await self.call("IsActive", self.reference)
        return target.targetSizeFloat, values.metricValues[0].metricValueFloat, active.result

    async def run(self):
        loops = [self.polling(), self.streaming(), self.syncing()]
        self.tasks = [asyncio.create_task(loop) for loop in loops]
        await asyncio.gather(*self.tasks)

    async def polling(self):
        while True:
            # What was read before the calls is what counts after them: the race that was measured.
            last_active = self.last_active
            try:
                async with self.lock:
                    _, _, active = await self.ask()
                    self.settle(active, last_active)
            except grpc.aio.AioRpcError:
                self.errors += 1
            await asyncio.sleep(self.poll)

    def settle(self, active, last_active):
        now = time.monotonic()
        if active:
            self.last_active = now
            if self.replicas == 0:
                self.scale(1)
        elif self.min == 0 and self.replicas > 0 and last_active is not None and now - last_active > self.cooldown:
            self.scale(0)

    async def streaming(self):
        backoff = 2
        while True:
            status = None
            try:
                stream = self.stub.StreamIsActive(self.reference)
                async for answer in stream:
                    self.pushes.append((time.monotonic(), answer.result))
                    if answer.result:
                        async with self.lock:
                            self.last_active = time.monotonic()
                            if self.replicas == 0:
                                self.scale(1)
                status = await stream.code()
            except grpc.aio.AioRpcError as error:
                status = error.code()
            self.statuses.append(status)
            backoff = 2 if status == grpc.StatusCode.OK else min(60, backoff * 2)
            await asyncio.sleep(backoff)

    async def syncing(self):
        """The HorizontalPodAutoscaler: the greatest wish of the window counts toward fewer."""
        while True:
            await asyncio.sleep(self.sync)
            if self.replicas == 0:
                continue
            try:
                target, value, _ = await self.ask()
            except grpc.aio.AioRpcError:
                self.errors += 1
                continue
            now = time.monotonic()
            wanted = min(max(math.ceil(value / target), 1, self.min), self.max)
            self.high = [(at, wish) for at, wish in self.high if now - at < self.stabilization] + [(now, wanted)]
            wanted = max(wanted, max(wish for _, wish in self.high)) if wanted < self.replicas else wanted
            if self.replicas > 0 and wanted != self.replicas:
                self.scale(min(wanted, self.replicas) if wanted < self.replicas else wanted)

    async def stop(self):
        for task in self.tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.channel.close()
