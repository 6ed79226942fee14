// The fold's state in a temporary database, for those who fold a record too large for memory and keep
// nothing (an audit). The file has no name once it is open: it goes with the process, however that ends.
#pragma once

#include <memory>
#include <string>

#include "assembly/state.h"
#include "base/result.h"

namespace althing::index {

class ScratchState {
 public:
  virtual ~ScratchState() = default;
  /// @param dir where the temporary file goes; about 350 bytes an act
  /// @returns storage if no file can be made there
  static Result<std::unique_ptr<ScratchState>> open(const std::string& dir);

  virtual assembly::State& state() = 0;
  /// To be called between acts now and then: writes what is in memory to the file. storage: the disk
  /// failed; the state is lost.
  virtual Result<void> flush() = 0;
};

}  // namespace althing::index
