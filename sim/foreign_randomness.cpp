#define OPENSSL_SUPPRESS_DEPRECATED  // RAND_set_rand_method: the one seam through which OpenSSL 3.0 can be seeded whole
#include "sim/foreign_randomness.h"

#include <openssl/rand.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace keycell::sim {
namespace {

// C callbacks carry no context, so what they draw from are the only mutable statics of this room.
std::function<PhiloxStream&()> stream_of_process;
thread_local PhiloxStream* stream_of_thread = nullptr;
std::atomic<std::uint64_t> ambient_draw_count = 0;

PhiloxStream* foreign_stream() {
  if (stream_of_thread != nullptr) return stream_of_thread;
  return stream_of_process ? &stream_of_process() : nullptr;
}

int rand_bytes(unsigned char* out, int size) {
  if (size < 0) return 0;
  if (PhiloxStream* stream = foreign_stream()) {
    stream->fill({out, static_cast<std::size_t>(size)});
    return 1;
  }
  // Outside of a run nothing that is drawn reaches an event: the system's entropy is right.
  return ::syscall(SYS_getrandom, out, static_cast<std::size_t>(size), 0) == size ? 1 : 0;
}

int rand_seed(const void*, int) { return 1; }
int rand_add(const void*, int, double) { return 1; }
int rand_status() { return 1; }

const RAND_METHOD seeded{.seed = rand_seed,
                         .bytes = rand_bytes,
                         .cleanup = nullptr,
                         .add = rand_add,
                         .pseudorand = rand_bytes,
                         .status = rand_status};

}  // namespace

void provide_foreign_randomness() { RAND_set_rand_method(&seeded); }

ForeignRandomness::ForeignRandomness(std::function<PhiloxStream&()> whose) { stream_of_process = std::move(whose); }

ForeignRandomness::~ForeignRandomness() { stream_of_process = nullptr; }

RandomnessApart::RandomnessApart(PhiloxStream& stream) { stream_of_thread = &stream; }

RandomnessApart::~RandomnessApart() { stream_of_thread = nullptr; }

std::uint64_t ForeignRandomness::ambient_draws() { return ambient_draw_count; }

}  // namespace keycell::sim

// The two doors to the operating system's entropy, for every library in the process. During a run they are counted and
// answered from the seeded stream; the run then ends as an internal error.
extern "C" ssize_t getrandom(void* out, std::size_t size, unsigned flags) {
  using namespace keycell::sim;
  PhiloxStream* stream = foreign_stream();
  if (stream == nullptr) return ::syscall(SYS_getrandom, out, size, flags);
  ++ambient_draw_count;
  stream->fill({static_cast<std::uint8_t*>(out), size});
  return static_cast<ssize_t>(size);
}

extern "C" int getentropy(void* out, std::size_t size) {
  constexpr std::size_t maxBytes = 256;
  if (size > maxBytes) {
    errno = EIO;
    return -1;
  }
  return getrandom(out, size, 0) == static_cast<ssize_t>(size) ? 0 : -1;
}
