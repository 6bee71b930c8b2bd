#include "measures/prospect.h"

namespace keycell::measures {

using model::JobCause;

Prospect prospect_of(JobCause cause) {
  switch (cause) {
    case JobCause::kmsKeyMissing:
    case JobCause::keyUnrecoverable:
    case JobCause::dataUnreadable:
    case JobCause::dataAged:
    case JobCause::noBackup: return Prospect::goneForGood;
    case JobCause::kmsKeyDisabled:
    case JobCause::kmsWrongKey:
    case JobCause::kmsRefused:
    case JobCause::requestRefused:
    case JobCause::libraryFull:
    case JobCause::overdue: return Prospect::whenSomebodyActs;
    case JobCause::kmsUnavailable:
    case JobCause::hostUnreachable:
    case JobCause::commserveRestarted:
    case JobCause::dueWhileDown:
    case JobCause::otherMediaAgent: return Prospect::byItself;
    case JobCause::none:
    case JobCause::waitsForStream:
    case JobCause::preempted:
    case JobCause::nothingToCopy:
    case JobCause::olderThanAsked:
    case JobCause::operatorSuspends:
    case JobCause::operatorResumes:
    case JobCause::operatorKills: return Prospect::nothingMissing;
  }
  return Prospect::nothingMissing;
}

std::string_view meaning_of(JobCause cause) {
  switch (cause) {
    case JobCause::kmsKeyMissing: return "gone for good, unless the KMS gets the key back";
    case JobCause::keyUnrecoverable: return "gone for good: the key in the CSDB does not open";
    case JobCause::dataUnreadable: return "gone for good in this copy: restore it from another one";
    case JobCause::dataAged: return "gone for good, as the retention says";
    case JobCause::noBackup: return "there is nothing to bring back";
    case JobCause::kmsKeyDisabled: return "comes back when somebody enables the key";
    case JobCause::kmsWrongKey: return "comes back when the KMS answers for the right key";
    case JobCause::kmsRefused: return "comes back when the KMS takes the request";
    case JobCause::requestRefused: return "comes back when what is asked for can be";
    case JobCause::libraryFull: return "comes back when there is room in the library";
    case JobCause::overdue: return "comes back with another job that has more time";
    case JobCause::kmsUnavailable: return "comes back by itself when the KMS answers again";
    case JobCause::hostUnreachable: return "comes back by itself when the host answers again";
    case JobCause::commserveRestarted: return "comes back by itself: the job went on after the restart";
    case JobCause::dueWhileDown: return "comes back by itself: the job was started late";
    case JobCause::otherMediaAgent: return "comes back by itself: the job went on by another MediaAgent";
    case JobCause::none:
    case JobCause::waitsForStream:
    case JobCause::preempted:
    case JobCause::nothingToCopy:
    case JobCause::olderThanAsked:
    case JobCause::operatorSuspends:
    case JobCause::operatorResumes:
    case JobCause::operatorKills: return {};
  }
  return {};
}

}  // namespace keycell::measures
