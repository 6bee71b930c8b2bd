// The laws that a KMS node draws from, and the rule by which it serves, against queueing theory: what requests wait in
// M/M/c and M/D/1. A node begins requests by exactly this rule (KmsQueueLaws of sim's tests), so that theory can be
// tried on as many requests as its intervals need: at nine tenths of the load a mean takes a million of them to settle.
//
// Sources: Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
// exchanges", 1917; Pollaczek, "Über eine Aufgabe der Wahrscheinlichkeitstheorie", 1930.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>

#include "measures/statistics.h"
#include "model/integer_laws.h"
#include "model/kms/capacity.h"
#include "sim/random.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using model::Nanos;
using model::ServiceLaw;

struct Queue {
  ServiceLaw law;
  std::size_t workers;
  double load;  ///< of each worker
};

constexpr Nanos service = 150ms;  // the mean

/// Erlang's C: the share of requests that wait in M/M/c.
double share_that_waits(std::size_t workers, double load) {
  const double offered = load * static_cast<double>(workers);
  double blocked = 1;  // Erlang's B, by its recursion over the number of workers
  for (std::size_t c = 1; c <= workers; ++c) blocked = offered * blocked / (static_cast<double>(c) + offered * blocked);
  return blocked / (1 - load * (1 - blocked));
}

/// The mean response in service times.
double by_theory(const Queue& queue) {
  switch (queue.law) {
    case ServiceLaw::exponential:
      return 1 + share_that_waits(queue.workers, queue.load) / (static_cast<double>(queue.workers) * (1 - queue.load));
    case ServiceLaw::fixed: return 1 + queue.load / (2 * (1 - queue.load));
  }
  return 0;
}

/// Means of so many requests each, in service times.
Sample simulated(const Queue& queue, Nanos mean_service, std::size_t batch, std::uint64_t seed) {
  constexpr int batches = 30;
  sim::PhiloxStream arrivals(sim::Seed{seed}, 1, "arrivals");
  sim::PhiloxStream services(sim::Seed{seed}, 2, "services");
  const Nanos gap(static_cast<std::int64_t>(static_cast<double>(service.count()) /
                                            (queue.load * static_cast<double>(queue.workers))));
  std::multiset<std::int64_t> busy_until;
  for (std::size_t i = 0; i < queue.workers; ++i) busy_until.insert(0);
  std::int64_t now = 0;
  std::vector<double> means;
  for (int i = -1; i < batches; ++i) {  // the first is thrown away: the queue fills
    double sum = 0;
    for (std::size_t request = 0; request < batch; ++request) {
      now += model::exponential(arrivals, gap).count();
      const std::int64_t work = queue.law == ServiceLaw::exponential
                                    ? model::exponential(services, mean_service).count()
                                    : mean_service.count();
      auto first = busy_until.extract(busy_until.begin());
      first.value() = std::max(now, first.value()) + work;
      sum += static_cast<double>(first.value() - now);
      busy_until.insert(std::move(first));
    }
    if (i >= 0) means.push_back(sum / static_cast<double>(batch) / static_cast<double>(service.count()));
  }
  return Sample(means);
}

struct Agreement {
  int outside = 0;  ///< seeds whose interval does not hold the theory
  double largest_error = 0;
  double widest = 0;  ///< half an interval, as a share of the theory
};

Agreement compare(const Queue& queue, Nanos mean_service, std::size_t batch, int seeds) {
  constexpr double level = 0.99;
  const double theory = by_theory(queue);
  Agreement all;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Sample means = simulated(queue, mean_service, batch, static_cast<std::uint64_t>(seed));
    const Interval interval = *means.mean_interval(level);
    all.outside += interval.contains(theory) ? 0 : 1;
    all.largest_error = std::max(all.largest_error, std::abs(means.mean() / theory - 1));
    all.widest = std::max(all.widest, (interval.high - interval.low) / 2 / theory);
  }
  return all;
}

/// In twenty seeds one interval of 99 % may miss, and none is wider than 2 % of the theory to either side.
void agrees(const Queue& queue, std::size_t batch) {
  const Agreement all = compare(queue, service, batch, 20);
  EXPECT_LE(all.outside, 1);
  EXPECT_LE(all.widest, 0.02);
  ::testing::Test::RecordProperty("largest_error", std::to_string(all.largest_error));
  std::printf(
      "load %.2f, %zu workers, %s: theory %.4f, largest error %.3f %%, half-width at most %.2f %%, %d outside\n",
      queue.load, queue.workers, queue.law == ServiceLaw::fixed ? "M/D" : "M/M", by_theory(queue),
      100 * all.largest_error, 100 * all.widest, all.outside);
}

// Tables of Erlang's C are in every textbook: for one worker it is the load, for two 2 load² / (1 + load).
TEST(QueueTheory, ErlangsFormulaHasItsKnownValues) {
  EXPECT_DOUBLE_EQ(share_that_waits(1, 0.8), 0.8);
  EXPECT_DOUBLE_EQ(share_that_waits(2, 0.8), 2 * 0.8 * 0.8 / 1.8);
  EXPECT_DOUBLE_EQ(by_theory({ServiceLaw::exponential, 1, 0.5}), 2);
  EXPECT_DOUBLE_EQ(by_theory({ServiceLaw::fixed, 1, 0.5}), 1.5);
}

TEST(QueueTheory, HalfTheLoad) {
  for (const std::size_t workers : {1u, 2u, 8u}) agrees({ServiceLaw::exponential, workers, 0.5}, 20'000);
  agrees({ServiceLaw::fixed, 1, 0.5}, 10'000);
}

// What a wrong service time of 5 % does must show: then no interval of the twenty holds the theory.
TEST(QueueTheory, AServiceTimeThatIsWrongByAPartInTwentyIsFound) {
  for (const std::size_t workers : {1u, 2u, 8u})
    EXPECT_EQ(compare({ServiceLaw::exponential, workers, 0.5}, service * 21 / 20, 10'000, 20).outside, 20) << workers;
  EXPECT_EQ(compare({ServiceLaw::fixed, 1, 0.5}, service * 21 / 20, 10'000, 20).outside, 20);
}

TEST(QueueTheorySlow, FourFifthsOfTheLoad) {
  for (const std::size_t workers : {1u, 2u, 8u}) agrees({ServiceLaw::exponential, workers, 0.8}, 100'000);
  agrees({ServiceLaw::fixed, 1, 0.8}, 100'000);
}

TEST(QueueTheorySlow, NineteenTwentiethsOfTheLoad) {
  for (const std::size_t workers : {1u, 2u, 8u}) agrees({ServiceLaw::exponential, workers, 0.95}, 1'800'000);
  agrees({ServiceLaw::fixed, 1, 0.95}, 1'800'000);
}

}  // namespace
}  // namespace keycell::measures
