// Keys of the tests: from a seed byte, so that every run signs the same.
#pragma once

#include <gtest/gtest.h>

#include "tlog/note.h"

namespace althing::tlog {

inline NoteSigner test_signer(std::string name, std::uint8_t seed_byte) {
  Seed seed;
  seed.data.fill(seed_byte);
  return {std::move(name), KeyPair::from_seed(seed)};
}

/// Fails the test unless the result is an error of this code with some message.
template <class T>
void expect_error(const Result<T>& result, Errc code, std::string_view what = {}) {
  ASSERT_FALSE(result) << what;
  EXPECT_EQ(result.error().code, code) << what << ": " << result.error().text();
  EXPECT_FALSE(result.error().message.empty()) << what;
}

}  // namespace althing::tlog
