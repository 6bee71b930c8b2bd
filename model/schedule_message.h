#pragma once
// Jobs, schedules and backups of before as messages have them. All throw RequestRefused for what cannot be.

#include "model/csdb/rows.h"
#include "model/protocol/commcell.pb.h"

namespace keycell::model {

JobKind kind_of(protocol::JobKind kind);
BackupLevel level_in(protocol::BackupLevel level);
NewSchedule schedule_in(const protocol::Schedule& message, CopyId copy);
NewPast past_in(const protocol::MakePast& message, CopyId copy);

}  // namespace keycell::model
