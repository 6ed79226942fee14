// Each special range at its edges: the address just outside is public, the first and last inside are not.
#include <gtest/gtest.h>

#include "http/address.h"

namespace althing::http {
namespace {

TEST(Address, SpecialIpv4IsNotPublic) {
  for (const char* each : {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.0.0",
                           "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0",
                           "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.255"}) {
    EXPECT_FALSE(is_public_address(each)) << each;
  }
}

TEST(Address, NeighboursArePublic) {
  for (const char* each : {"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
                           "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2a00::1", "2606:4700::1",
                           "2001:200::1", "2003::1"}) {
    EXPECT_TRUE(is_public_address(each)) << each;
  }
}

TEST(Address, SpecialIpv6AndEmbeddedIpv4AreNotPublic) {
  for (const char* each : {"::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:1ff::1",
                           "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fdff::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"}) {
    EXPECT_FALSE(is_public_address(each)) << each;
  }
}

TEST(Address, WhatIsNoAddressIsNotPublic) {
  for (const char* each : {"", "localhost", "example.org", "127.1", "0x7f000001", "2130706433", "1.2.3.4.5", "[::1]"}) EXPECT_FALSE(is_public_address(each)) << each;
}

}  // namespace
}  // namespace althing::http
