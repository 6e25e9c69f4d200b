-- Health of a GitOpsSecurityPolicy, for Argo CD. Healthy means that the operator does its work: what it found is told
-- in the message and in the conditions, and makes no Application Degraded.
local health = { status = "Progressing", message = "Waiting for the operator to look at the policy" }
if obj.status == nil or obj.status.conditions == nil then
  return health
end
if (obj.status.observedGeneration or 0) < (obj.metadata.generation or 0) then
  health.message = "Waiting for the operator to look at the latest change"
  return health
end

local conditions = {}
for _, condition in ipairs(obj.status.conditions) do
  conditions[condition.type] = condition
end
local stalled, ready = conditions.Stalled, conditions.Ready
if stalled ~= nil and stalled.status == "True" then
  health.status = "Degraded"
  health.message = (stalled.reason or "Stalled") .. ": " .. (stalled.message or "")
  return health
end
if ready == nil or ready.status == "Unknown" then
  return health
end
if ready.status ~= "True" then
  health.status = "Degraded"
  health.message = (ready.reason or "NotReady") .. ": " .. (ready.message or "")
  return health
end

local notes = {}
for _, type in ipairs({ "Enforced", "InSync", "Isolated", "Compliant" }) do
  local condition = conditions[type]
  if condition ~= nil and condition.status == "False" then
    table.insert(notes, type .. " is False (" .. (condition.reason or "") .. "): " .. (condition.message or ""))
  end
end
health.status = "Healthy"
if obj.spec ~= nil and obj.spec.suspend == true then
  health.status = "Suspended"
end
health.message = ready.message or ""
if #notes > 0 then
  health.message = table.concat(notes, "; ")
end
return health
