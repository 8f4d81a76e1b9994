#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Cykl founders
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of bench/simulate.c: the same two models as a user of SimPy writes them.

    bench/simulate.py CUSTOMERS     prints: model, customers, seconds of the processor
"""
import random
import sys
import time

import simpy

SERVERS = 10


def single(customers):
    """M/M/10 at 0.9, mean service 1."""
    env, draw = simpy.Environment(), random.Random(1)
    desk = simpy.Resource(env, capacity=SERVERS)
    waits = [0.0]

    def customer():
        came = env.now
        with desk.request() as turn:
            yield turn
            waits[0] += env.now - came
            yield env.timeout(draw.expovariate(1))

    def source():
        for _ in range(customers):
            yield env.timeout(draw.expovariate(9))
            env.process(customer())

    env.process(source())
    env.run()
    return waits[0] / customers


def tandem(customers):
    """Five stages of ten servers, each left by who has no patience any more (mean 2)."""
    env, draw = simpy.Environment(), random.Random(1)
    desks = [simpy.Resource(env, capacity=SERVERS) for _ in range(5)]
    left = [0]

    def customer():
        for desk in desks:
            with desk.request() as turn:
                called = yield turn | env.timeout(draw.expovariate(0.5))
                if turn not in called:
                    left[0] += 1
                    return
                yield env.timeout(draw.expovariate(1))

    def source():
        for _ in range(customers):
            yield env.timeout(draw.expovariate(9))
            env.process(customer())

    env.process(source())
    env.run()
    return left[0] / customers


def main():
    customers = int(sys.argv[1])
    for name, model, n in (("single", single, customers), ("tandem", tandem, customers // 4)):
        begun = time.process_time()
        model(n)
        print(name, n, "%.6f" % (time.process_time() - begun))


main()
