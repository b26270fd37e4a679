"""The one place from which payloads leave for the bot; each is timed and logged."""

from collections import deque

from sandbox.blocks.pings import pings_of
from sandbox.delivery.acks import body_json
from sandbox.delivery.transport import Answer, Request, Transport
from sandbox.world import World

ACK_SECONDS = 3.0


class Outbound:
    """Delivers payloads and keeps count of those under way."""

    def __init__(self, world: World, *, ack_seconds: float = ACK_SECONDS) -> None:
        self.world = world
        self.ack_seconds = ack_seconds
        self.transport: Transport | None = None
        self.in_flight = 0
        # Events that the network loses: True where the bot gets it and its answer is lost.
        self.losses: deque[bool] = deque()
        self._retired: list[Transport] = []

    def use(self, transport: Transport) -> None:
        """Deliver by this transport from now on; the one before is closed at the end."""
        if self.transport is not None:
            self._retired.append(self.transport)
        self.transport = transport

    async def send(self, request: Request) -> Answer:
        """Deliver one payload, log it, and return what the bot answered."""
        if self.transport is None:
            answer = Answer(None, "no bot is connected", failure="unconnected")
        else:
            self.in_flight += 1
            try:
                answer = await self._carry(self.transport, request)
            finally:
                self.in_flight -= 1
        self._log(request, answer)
        return answer

    async def close(self) -> None:
        """Let go of the bot."""
        for transport in (self.transport, *self._retired):
            if transport is not None:
                await transport.close()

    async def _carry(self, transport: Transport, request: Request) -> Answer:
        if request.envelope != "event" or not self.losses:
            return await transport.deliver(request, self.ack_seconds)
        if not self.losses.popleft():
            return Answer(None, failure="unreachable", is_network=True)
        taken = await transport.deliver(request, self.ack_seconds)
        return Answer(None, elapsed=taken.elapsed, failure="timeout", is_network=True)

    def _log(self, request: Request, answer: Answer) -> None:
        body = body_json(answer)
        self.world.log.add(
            "delivery",
            what=request.what,
            envelope=request.envelope,
            transport=self.transport.name if self.transport else None,
            payload={k: v for k, v in request.payload.items() if k != "token"},
            retry=dict(request.retry),
            status=answer.status,
            body=answer.body,
            elapsed=round(answer.elapsed, 4),
            failure=answer.failure,
            pings=pings_of(body) if isinstance(body, dict) else [],
        )
