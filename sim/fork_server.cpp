#include "sim/fork_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <optional>
#include <system_error>

#include "sim/process.h"
#include "sim/sanitizers.h"

namespace keycell::sim {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int exitOutOfMemory = 77;
constexpr int exitReportFailed = 78;

/// Where this process reports its run; a branch gets a pipe of its own.
int report_descriptor = -1;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }
  void reset() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

 private:
  int descriptor_;
};

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) ::_exit(exitReportFailed);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Reads to the end; nothing when the deadline comes first.
std::optional<std::string> read_all(int descriptor, Clock::time_point deadline,
                                    const std::function<void()>& while_waiting) {
  constexpr long long beatMilliseconds = 200;
  std::string bytes;
  std::array<char, 65536> buffer;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return std::nullopt;
    pollfd waiting{descriptor, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<long long>(left, beatMilliseconds)));
    if (ready == 0 && while_waiting) while_waiting();
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    if (ready < 0) fail("poll");
    const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) fail("read");
    if (size == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

void limit_memory(std::uint64_t bytes) {
  if (!addressSanitizer) {
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_DATA, &limit);
  }
  std::set_new_handler([] { ::_exit(exitOutOfMemory); });
}

/// The first line of what the child wrote to its standard error: an assertion's text, say, before its backtrace.
std::string last_words(int descriptor) {
  std::string text(1024, '\0');
  const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text.substr(0, text.find('\n'));
}

Run verdict_of(int status, const std::optional<std::string>& report, int errors) {
  Run run;
  if (!report) {
    run.ending = Ending::overDeadline;
    run.detail = "killed at its deadline";
    return run;
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    try {
      return decode(*report);
    } catch (const std::runtime_error& error) {
      run.ending = Ending::internalError;
      run.detail = error.what();
      return run;
    }
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == exitOutOfMemory) {
    run.ending = Ending::outOfMemory;
    run.detail = "reached its memory limit";
    return run;
  }
  run.ending = Ending::crashed;
  run.detail = WIFSIGNALED(status) ? std::string("signal ") + std::to_string(WTERMSIG(status)) + " (" +
                                         ::strsignal(WTERMSIG(status)) + ")"
                                   : "exit status " + std::to_string(WEXITSTATUS(status));
  if (errors >= 0) {
    const std::string words = last_words(errors);
    if (words.find("Failed to allocate stack") != std::string::npos) {
      run.ending = Ending::outOfMemory;
      run.detail = "reached its memory limit";
      return run;
    }
    if (!words.empty()) run.detail += ": " + words;
  }
  return run;
}

/// Waits for a child's report and its end; a child that is late is killed.
Run collect(pid_t child, int report, int errors, const Limits& limits) {
  const auto bytes = read_all(report, Clock::now() + limits.deadline, limits.while_waiting);
  if (!bytes) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return verdict_of(status, bytes, errors);
}

}  // namespace

Run in_child(const std::function<Run()>& body, const Limits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  const Descriptor errors(::memfd_create("stderr", MFD_CLOEXEC));
  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    reading.reset();
    report_descriptor = writing.release();
    if (errors.get() >= 0) ::dup2(errors.get(), STDERR_FILENO);
    std::signal(SIGPIPE, SIG_IGN);
    limit_memory(limits.memory_bytes);
    const Run run = body();
    write_all(report_descriptor, encode(run));
    ::_exit(0);
  }
  writing.reset();
  return collect(child, reading.get(), errors.get(), limits);
}

Run run_forked(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds, const Limits& limits,
               const SimulateOptions& options) {
  process();  // set up once, here, so that every child starts warm
  return in_child(
      [&] {
        const Folds made = folds();
        return simulate(scenario, seed, made, options);
      },
      limits);
}

bool branch(const Limits& limits, Run& run_of_branch) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    reading.reset();
    ::close(report_descriptor);
    report_descriptor = writing.release();
    return true;
  }
  writing.reset();
  run_of_branch = collect(child, reading.get(), -1, limits);
  return false;
}

}  // namespace keycell::sim
