#include "measures/prospect.h"

namespace keycell::measures {
namespace {

using model::JobCause;

struct Meaning {
  Prospect prospect;
  std::string_view words{};
};

Meaning meaning(JobCause cause) {
  switch (cause) {
    case JobCause::kmsKeyMissing: return {Prospect::goneForGood, "gone for good, unless the KMS gets the key back"};
    case JobCause::keyUnrecoverable: return {Prospect::goneForGood, "gone for good: the key in the CSDB does not open"};
    case JobCause::dataUnreadable:
      return {Prospect::goneForGood, "gone for good in this copy: restore it from another one"};
    case JobCause::dataAged: return {Prospect::goneForGood, "gone for good, as the retention says"};
    case JobCause::noBackup: return {Prospect::goneForGood, "there is nothing to bring back"};
    case JobCause::kmsKeyDisabled: return {Prospect::whenSomebodyActs, "comes back when somebody enables the key"};
    case JobCause::kmsWrongKey:
      return {Prospect::whenSomebodyActs, "comes back when the KMS answers for the right key"};
    case JobCause::kmsRefused: return {Prospect::whenSomebodyActs, "comes back when the KMS takes the request"};
    case JobCause::requestRefused: return {Prospect::whenSomebodyActs, "comes back when what is asked for can be"};
    case JobCause::libraryFull: return {Prospect::whenSomebodyActs, "comes back when there is room in the library"};
    case JobCause::storageFailed:
      return {Prospect::whenSomebodyActs, "comes back when the disk works and has room again"};
    case JobCause::overdue: return {Prospect::whenSomebodyActs, "comes back with another job that has more time"};
    case JobCause::kmsUnavailable: return {Prospect::byItself, "comes back by itself when the KMS answers again"};
    case JobCause::hostUnreachable: return {Prospect::byItself, "comes back by itself when the host answers again"};
    case JobCause::commserveRestarted:
      return {Prospect::byItself, "comes back by itself: the job went on after the restart"};
    case JobCause::dueWhileDown: return {Prospect::byItself, "comes back by itself: the job was started late"};
    case JobCause::otherMediaAgent:
      return {Prospect::byItself, "comes back by itself: the job went on by another MediaAgent"};
    case JobCause::none:
    case JobCause::waitsForStream:
    case JobCause::preempted:
    case JobCause::nothingToCopy:
    case JobCause::olderThanAsked:
    case JobCause::operatorSuspends:
    case JobCause::operatorResumes:
    case JobCause::operatorKills: break;
  }
  return {Prospect::nothingMissing};
}

}  // namespace

Prospect prospect_of(JobCause cause) { return meaning(cause).prospect; }

std::string_view meaning_of(JobCause cause) { return meaning(cause).words; }

}  // namespace keycell::measures
