"""A LINE platform on loopback, for tests and the demo; it speaks to the bot over HTTP alone."""

from simulator.clock import Clock, FakeClock, RealClock
from simulator.line import Simulator
from simulator.person import Person

__all__ = ["Clock", "FakeClock", "Person", "RealClock", "Simulator"]
