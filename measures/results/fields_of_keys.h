#pragma once
// The fields of keys, their custody and KMSs, in the order of summary.json.

#include "measures/results/key_names.h"
#include "measures/results/keys.h"
#include "measures/results/revoked.h"
#include "properties/result_fields.h"

namespace keycell::measures {

using properties::always;
using properties::if_any;
using properties::Some;

void visit_fields(Some<KeyCost> auto& cost, auto&& visit) {
  visit("count", cost.count);
  visit("cpu_s", cost.cpu_s);
}

void visit_fields(Some<KeyCostOfFlow> auto& of, auto&& visit) {
  visit("flow", of.flow);
  visit("where", of.where);
  visit("side", if_any(of.side));
  visit_fields(of.cost, visit);
}

void visit_fields(Some<BulkCost> auto& cost, auto&& visit) {
  visit("bytes", cost.bytes);
  visit("cpu_s", cost.cpu_s);
}

void visit_fields(Some<BulkCosts> auto& bulk, auto&& visit) {
  visit("encrypted_by_clients", bulk.encrypted_by_clients);
  visit("decrypted_by_clients", bulk.decrypted_by_clients);
  visit("encrypted_again_by_media_agents", bulk.encrypted_again_by_media_agents);
}

void visit_fields(Some<KmsOperationTimes> auto& operation, auto&& visit) {
  visit("count", operation.count);
  visit("failed", operation.failed);
  visit("turned_away", operation.turned_away);
  visit("answered", operation.answered);
  visit("unanswered", operation.unanswered);
}

void visit_fields(Some<KmsLoad> auto& load, auto&& visit) {
  visit("requests", load.requests);
  visit("failed", load.failed);
  visit("answered", load.answered);
  visit("unanswered", load.unanswered);
  visit("operations", load.operations);
  visit("peak_per_minute", load.peak_per_minute);
  visit("peak_at_s", load.peak_at_s);
}

void visit_fields(Some<KeyCosts> auto& costs, auto&& visit) {
  visit("operations", costs.operations);
  visit("operations_by_flow", costs.operations_by_flow);
  visit("bulk", costs.bulk);
  visit("real_records", costs.real_records);
  visit("kms", costs.kms);
}

void visit_fields(Some<KeyWork> auto& work, auto&& visit) {
  visit_fields(work.costs, visit);
  visit("custody", if_any(work.custody));
  visit("custody_by_flow", if_any(work.custody_by_flow));
  visit("custody_by_host", if_any(work.custody_by_host));
}

void visit_fields(Some<KmsTurnedAwayCounts> auto& counts, auto&& visit) {
  visit("rate_limit", counts.rate_limit);
  visit("full_queue", counts.full_queue);
  visit("overload", counts.overload);
}

void visit_fields(Some<KmsInSystem> auto& requests, auto&& visit) {
  visit("mean", requests.mean);
  visit("mean_while_busy", requests.mean_while_busy);
  visit("most", requests.most);
}

void visit_fields(Some<KmsQueue> auto& queue, auto&& visit) {
  visit("workers", queue.workers);
  visit("arrived", queue.arrived);
  visit("served", queue.served);
  visit("cut_off", queue.cut_off);
  visit("still_there", queue.still_there);
  visit("turned_away", queue.turned_away);
  visit("response", queue.response);
  visit("queue", queue.queue);
  visit("service", queue.service);
  visit("in_system", queue.in_system);
  visit("busy_s", queue.busy_s);
  visit("use_while_busy", queue.use_while_busy);
}

void visit_fields(Some<KeyRowName> auto& row, auto&& visit) {
  visit("row_sha256", row.row_sha256);
  visit("key", row.key);
  visit("under", row.under);
}

void visit_fields(Some<MasterKeyName> auto& name, auto&& visit) {
  visit("kms", name.kms);
  visit("id", name.id);
  visit("key", name.key);
}

void visit_fields(Some<KeyNames> auto& names, auto&& visit) {
  visit("rows", names.rows);
  visit("master_keys", names.master_keys);
}

void visit_fields(Some<UseOfRevoked> auto& use, auto&& visit) {
  visit("at_s", use.at_s);
  visit("host", use.host);
  visit("key", use.key);
  visit("does", use.does);
}

void visit_fields(Some<RevokedKey> auto& key, auto&& visit) {
  visit("kms", key.kms);
  visit("id", key.id);
  visit("secret", key.secret);
  visit("state", key.state);
  visit("at_s", key.at_s);
  visit("until_s", key.until_s);
  visit("uses", key.uses);
  visit("last_use", key.last_use);
}

void visit_fields(Some<RevokedKeys> auto& keys, auto&& visit) {
  visit("list", keys.list);
  visit("not_listed", keys.not_listed);
}

}  // namespace keycell::measures
