// The part of the answering contract that needs no sockets.
#include "base/check.h"
#include "http/problem.h"
#include "http/server.h"

namespace althing::http {
namespace {

class SinkSlot final : public Responder::Slot {
 public:
  explicit SinkSlot(std::function<void(Response)> sink) : sink_(std::move(sink)) {}
  void deliver(Response response) override { sink_(std::move(response)); }

 private:
  std::function<void(Response)> sink_;
};

void answer_lost(std::shared_ptr<Responder::Slot>& slot) {
  if (!slot) return;
  std::exchange(slot, nullptr)->deliver(problem({Errc::internal, {}, "the request was lost inside the node"}));
}

}  // namespace

Responder::Responder(std::function<void(Response)> sink) : slot_(std::make_shared<SinkSlot>(std::move(sink))) {}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    answer_lost(slot_);
    slot_ = std::move(other.slot_);
  }
  return *this;
}

Responder::~Responder() { answer_lost(slot_); }

void Responder::operator()(Response response) {
  CHECK(slot_ != nullptr);  // called twice, or after a move
  std::exchange(slot_, nullptr)->deliver(std::move(response));
}

}  // namespace althing::http
