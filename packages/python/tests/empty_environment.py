"""A suite for an environment in which there is nothing but this package. Its last test fails on purpose."""

import unittest
import urllib.error

import shop
from backlot_sandbox.unittest import WorldTestCase


class Shop(WorldTestCase):
    world_settings = {"clock": "frozen", "credits": 5}

    def test_it_buys_and_waits(self):
        cutx = self.world.base_url("cutx")
        job = shop.buy(cutx)
        self.world.clock.advance(60)
        self.assertEqual(shop.look(cutx, job), "completed")
        self.assertEqual(self.world.bill().net("cutx"), 3)
        with self.assertRaises(urllib.error.HTTPError):
            shop.buy(cutx)
        self.world.expect(status=402).exactly(1)

    def test_it_fails(self):
        shop.buy(self.world.base_url("cutx"))
        self.assertEqual(self.world.bill().net(), 0)


if __name__ == "__main__":
    unittest.main()
