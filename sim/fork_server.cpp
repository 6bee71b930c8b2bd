#include "sim/fork_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <list>
#include <new>
#include <optional>
#include <system_error>
#include <vector>

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
  Descriptor(Descriptor&& other) noexcept : descriptor_(other.release()) {}
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

bool is_page_to_be_had() {
  void* page = ::mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return false;
  ::munmap(page, 1);
  return true;
}

/// At the limit SimGrid cannot unprotect a stack's guard page, and touches it all the same when it frees the stack.
void end_by_fault(int signal) {
  if (!is_page_to_be_had()) ::_exit(exitOutOfMemory);
  ::raise(signal);  // once this returns, by the default action
}

void limit_memory(std::uint64_t bytes) {
  if (!addressSanitizer) {
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_DATA, &limit);
    struct sigaction fault {};
    fault.sa_handler = end_by_fault;
    fault.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGSEGV, &fault, nullptr);
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

/// A child under way, with what it has reported so far. One that is dropped before its end is killed.
class Child {
 public:
  Child(std::size_t number, pid_t process, Descriptor report, Descriptor errors, Clock::time_point deadline)
      : number_(number),
        process_(process),
        report_(std::move(report)),
        errors_(std::move(errors)),
        deadline_(deadline) {}
  ~Child() {
    if (process_ > 0) take_away();
  }
  Child(Child&& other) noexcept
      : number_(other.number_),
        process_(std::exchange(other.process_, -1)),
        report_(std::move(other.report_)),
        errors_(std::move(other.errors_)),
        deadline_(other.deadline_),
        bytes_(std::move(other.bytes_)) {}

  std::size_t number() const { return number_; }
  int report() const { return report_.get(); }
  /// In a sibling: it is not ours.
  void forget() {
    process_ = -1;
    report_.reset();
    errors_.reset();
  }
  Clock::time_point deadline() const { return deadline_; }

  /// Reads what is there; true at the end of the report.
  bool read_some() {
    std::array<char, 65536> buffer;
    const ssize_t size = ::read(report_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return false;
    if (size < 0) fail("read");
    bytes_.append(buffer.data(), static_cast<std::size_t>(size));
    return size == 0;
  }

  /// Of a child whose report is at its end.
  Run finish() { return verdict_of(reap(), bytes_, errors_.get()); }
  /// Of a child that is late.
  Run kill_late() { return verdict_of(take_away(), std::nullopt, errors_.get()); }

 private:
  int reap() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    return status;
  }
  int take_away() {
    ::kill(process_, SIGKILL);
    return reap();
  }

  std::size_t number_;
  pid_t process_;
  Descriptor report_;
  Descriptor errors_;
  Clock::time_point deadline_;
  std::string bytes_;
};

/// Waits for news of any child, or for the next deadline, but no longer than a beat. Those that ended leave the list.
void await_news(std::list<Child>& children, const Limits& limits, const std::function<void(std::size_t, Run)>& ended) {
  constexpr std::chrono::milliseconds beat(200);
  std::vector<pollfd> waiting;
  auto next = Clock::now() + beat;
  for (const Child& child : children) {
    waiting.push_back({child.report(), POLLIN, 0});
    next = std::min(next, child.deadline());
  }
  const auto left = std::max(Clock::duration::zero(), next - Clock::now());
  const int ready = ::poll(waiting.data(), waiting.size(),
                           static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
  if (ready < 0 && errno != EINTR) fail("poll");
  if (ready == 0 && limits.while_waiting) limits.while_waiting();
  auto child = children.begin();
  for (const pollfd& descriptor : waiting) {
    const auto current = child++;
    std::optional<Run> run;
    if (ready > 0 && descriptor.revents != 0) {  // a report has an end, so one that is under way may come late
      if (current->read_some()) run = current->finish();
    } else if (current->deadline() <= Clock::now()) {
      run = current->kill_late();
    }
    if (!run) continue;
    const std::size_t number = current->number();
    children.erase(current);
    ended(number, std::move(*run));
  }
}

Run await_only(Child only, const Limits& limits) {
  std::list<Child> children;
  children.push_back(std::move(only));
  Run result;
  while (!children.empty()) await_news(children, limits, [&](std::size_t, Run run) { result = std::move(run); });
  return result;
}

/// For a new child: dies with its parent, which alone hears of an interrupt and decides what becomes of the rest.
void belong_to_parent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t interrupt;
  ::sigemptyset(&interrupt);
  ::sigaddset(&interrupt, SIGINT);
  ::sigprocmask(SIG_BLOCK, &interrupt, nullptr);
}

/// Starts one more child; nothing, with errno set, when the system gives no process. Returns in the parent only.
std::optional<Child> start(const std::function<Run(std::size_t)>& body, std::size_t number, std::list<Child>& siblings,
                           const Limits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  Descriptor errors(::memfd_create("stderr", MFD_CLOEXEC));
  const pid_t child = ::fork();
  if (child < 0) return std::nullopt;
  if (child == 0) {
    belong_to_parent();
    reading.reset();
    for (Child& sibling : siblings) sibling.forget();
    report_descriptor = writing.release();
    if (errors.get() >= 0) ::dup2(errors.get(), STDERR_FILENO);
    std::signal(SIGPIPE, SIG_IGN);
    limit_memory(limits.memory_bytes);
    const Run run = body(number);
    write_all(report_descriptor, encode(run));
    ::_exit(0);
  }
  return Child(number, child, std::move(reading), std::move(errors), Clock::now() + limits.deadline);
}

}  // namespace

void in_children(const std::function<Run(std::size_t)>& body, const Batch& batch, const Limits& limits) {
  std::list<Child> children;
  std::size_t next = 0;
  std::size_t at_once = std::max<std::size_t>(batch.at_once, 1);
  while (next < batch.count || !children.empty()) {
    if (batch.stop && batch.stop()) return;
    while (next < batch.count && children.size() < at_once) {
      auto child = start(body, next, children, limits);
      if (!child && children.empty()) fail("fork");
      if (!child) {
        at_once = children.size();  // as many as the system lets us have
        break;
      }
      children.push_back(std::move(*child));
      ++next;
    }
    await_news(children, limits, batch.ended);
  }
}

Run in_child(const std::function<Run()>& body, const Limits& limits) {
  Run result;
  in_children([&](std::size_t) { return body(); },
              {.count = 1, .at_once = 1, .ended = [&](std::size_t, Run run) { result = std::move(run); }}, limits);
  return result;
}

void run_forked(const scenarios::Scenario& scenario, Seed first, const FoldFactory& folds, const Batch& batch,
                const Limits& limits, const SimulateOptions& options) {
  process();  // set up once, here, so that every child starts warm
  in_children(
      [&](std::size_t number) {
        const Folds made = folds();
        return simulate(scenario, Seed{first.value + number}, made, options);
      },
      batch, limits);
}

Run run_forked(const scenarios::Scenario& scenario, Seed seed, const FoldFactory& folds, const Limits& limits,
               const SimulateOptions& options) {
  process();
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
    belong_to_parent();
    reading.reset();
    ::close(report_descriptor);
    report_descriptor = writing.release();
    return true;
  }
  writing.reset();
  run_of_branch =
      await_only(Child(0, child, std::move(reading), Descriptor(-1), Clock::now() + limits.deadline), limits);
  return false;
}

}  // namespace keycell::sim
