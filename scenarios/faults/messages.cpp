// What befalls messages on their way between hosts: requests, their replies, and the chunks of data flows.

#include "model/message_kinds.h"
#include "scenarios/faults/families.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

using namespace std::chrono_literals;

// ---- keys

/// Every second kind of message is the reply to the one before.
const std::vector<std::string>& words_of_requests() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < model::message_kinds().size(); i += 2)
      requests.push_back(model::message_kinds()[i].name);
    return requests;
  }();
  return words;
}

RowKey what_key() {
  return row_key("what", one_of_words(words_of_requests()), "which message: what it asks, or what it is the reply to");
}

RowKey which_one_key() {
  return row_key("nth", number(1), "which of these messages, counted from 1").absent("1, or `rate`");
}

std::vector<RowKey> which_messages() {
  return {row_key("from", hostsAndConsole, "the host that sends it").absent("any"),
          row_key("to", hostsAndConsole, "the host that it is for")
              .absent("any")
              .unless([](const Scenario&, const Values& said) {
                const bool stays = said.text("from") == said.text("to");
                return std::string(stays ? "is \"from\" too; what a host says to itself crosses no network" : "");
              }),
          which_one_key(),
          row_key("rate", share(), "or which share of them, each by chance")
              .absent("the one that `nth` says")
              .unless([](const Scenario&, const Values& said) {
                if (said.has("nth")) return std::string("is there beside \"nth\"; expected one of them");
                return std::string(said.number("rate") == std::uint64_t{0} ? "\"0 %\" meets none; expected more" : "");
              }),
          row_key("at", instant(), "from when on they are met, and counted").absent("the start"),
          row_key("until", instant(), "when it is over").after("at").absent("never")};
}

/// Those that come first are of the kind.
std::vector<RowKey> keys(std::vector<RowKey> first, std::vector<RowKey> last = {}) {
  for (auto& more : {which_messages(), std::move(last)}) first.insert(first.end(), more.begin(), more.end());
  return first;
}

std::vector<RowKey> keys_of_messages(std::vector<RowKey> last = {}) {
  return keys(
      {what_key().absent("any"),
       row_key("direction", one_of_words({"request", "reply"}), "requests only, or replies only").absent("both")},
      std::move(last));
}

RowKey delay_key(std::string meaning) { return row_key("delay", duration(), std::move(meaning)).positive(); }

// ---- draws

/// One message, or a share of all for a while.
Fault of_messages(std::string kind, CellDraws& draws) {
  static constexpr std::array<std::uint64_t, 4> rates{10'000, 50'000, 200'000, 500'000};
  constexpr std::uint64_t firstOnes = 12;
  Values values;
  const Nanos at = draws.instant_of_work_or_set_up();
  values.say("at", at);
  if (draws.below(2) == 0) {
    values.say("nth", 1 + draws.below(firstOnes));
  } else {
    values.say("rate", draws.one_of(rates));
    values.say("until", at + draws.lasting());
  }
  return {.kind = std::move(kind), .values = std::move(values)};
}

Fault of_some_messages(std::string kind, CellDraws& draws) {
  static const std::array<std::string, 2> directions{"request", "reply"};
  Fault fault = of_messages(std::move(kind), draws);
  if (draws.below(2) == 0) fault.values.say("what", draws.one_of(words_of_requests()));
  if (draws.below(3) == 0) fault.values.say("direction", draws.one_of(directions));
  return fault;
}

Nanos draw_delay(CellDraws& draws) {
  static constexpr std::array<Nanos, 6> delays{1ms, 100ms, 2s, 29s, 2min, 20min};
  return draws.one_of(delays);
}

std::optional<Fault> of_delayed_messages(std::string kind, CellDraws& draws) {
  Fault fault = of_some_messages(std::move(kind), draws);
  fault.values.say("delay", draw_delay(draws));
  return fault;
}

}  // namespace

std::deque<FaultKind> message_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back(
      {{.word = "message-lost",
        .sentence = "messages are lost on their way, and nobody is told",
        .keys = keys_of_messages()},
       Heals::asSaid,
       "whoever waits for an answer hears at his deadline that none came, asks again, and nothing is done "
       "twice; a chunk without its acknowledgement is sent again",
       [](const Scenario&, CellDraws& draws) { return std::optional(of_some_messages("message-lost", draws)); }});
  kinds.push_back({{.word = "message-duplicated",
                    .sentence = "messages come twice",
                    .keys = keys_of_messages({delay_key("how long after the first the second comes").absent("10 ms")})},
                   Heals::asSaid,
                   "what is asked twice is done once",
                   [](const Scenario&, CellDraws& draws) { return of_delayed_messages("message-duplicated", draws); }});
  kinds.push_back({{.word = "message-delayed",
                    .sentence = "messages come late",
                    .keys = keys_of_messages({delay_key("by how much").needed()})},
                   Heals::asSaid,
                   "as with `message-lost` for who does not wait so long; what comes after its deadline does nothing",
                   [](const Scenario&, CellDraws& draws) { return of_delayed_messages("message-delayed", draws); }});
  kinds.push_back({{.word = "message-reordered",
                    .sentence = "messages come behind the next one that goes the same way",
                    .keys = keys_of_messages({delay_key("how long they are held at most").absent("1 s")})},
                   Heals::asSaid,
                   "an order that nothing promises is relied upon by nobody: nothing changes but times",
                   [](const Scenario&, CellDraws& draws) { return of_delayed_messages("message-reordered", draws); }});
  kinds.push_back(
      {{.word = "message-replayed",
        .sentence = "somebody who recorded messages sends them once more",
        .keys = keys_of_messages(
            {delay_key("how long after the first time").needed(),
             row_key(
                 "header", one_of_words({"recorded", "forged"}),
                 "as it was recorded, or with the boots and a deadline of that moment, so that only the seal of the "
                 "message tells that it is old")
                 .absent("`\"recorded\"`")})},
       Heals::asSaid,
       "a call that is known is not acted on again, an old one opens for nobody, and nobody is blamed",
       [](const Scenario&, CellDraws& draws) {
         static const std::array<std::string, 2> headers{"recorded", "forged"};
         auto fault = of_delayed_messages("message-replayed", draws);
         fault->values.say("header", draws.one_of(headers));
         return fault;
       }});
  kinds.push_back(
      {{.word = "message-corrupted",
        .sentence = "one byte of messages is changed on their way",
        .keys = keys_of_messages()},
       Heals::asSaid,
       "a sealed message that does not open is no message: its sender is told that, and asks again; nothing "
       "of it is acted on",
       [](const Scenario&, CellDraws& draws) { return std::optional(of_some_messages("message-corrupted", draws)); }});
  kinds.push_back({{.word = "message-misdelivered",
                    .sentence = "messages arrive at another host, as by a wrong entry of a name server",
                    .keys = keys_of_messages({row_key("at_host", hostsAndConsole, "where they arrive")
                                                  .absent("anywhere else, drawn for each")
                                                  .unless([](const Scenario&, const Values& said) {
                                                    const bool is_right = said.text("at_host") == said.text("to");
                                                    return std::string(is_right ? "is \"to\" too; expected another host"
                                                                                : "");
                                                  })})},
                   Heals::asSaid,
                   "the other host cannot open them, and who sent them asks again",
                   [](const Scenario&, CellDraws& draws) {
                     return std::optional(of_some_messages("message-misdelivered", draws));
                   }});
  kinds.push_back(
      {{.word = "reply-lost",
        .sentence = "replies are lost, when what was asked for is done",
        .keys = keys({what_key().needed()})},
       Heals::asSaid,
       "whoever asked asks again, and what is done already is not done twice: no second key, no second job, "
       "no half row",
       [](const Scenario&, CellDraws& draws) {
         Fault fault = of_messages("reply-lost", draws);
         fault.values.say("what", draws.one_of(words_of_requests()));
         return std::optional(std::move(fault));
       }});
  return kinds;
}

}  // namespace keycell::scenarios
