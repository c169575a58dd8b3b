-- Health of a CompressionJob for Argo CD: unlike kstatus, Argo CD's users expect an unfinished job to be Progressing.
local health = {status = "Progressing", message = "Lathe has not seen the job yet"}
local status = obj.status
if status == nil or status.observedGeneration ~= obj.metadata.generation then
  return health
end
local holds = {}
for _, condition in ipairs(status.conditions or {}) do
  if condition.status == "True" then
    holds[condition.type] = condition
  end
end
local failed = holds.Failed or holds.Stalled
if failed then
  return {status = "Degraded", message = failed.reason .. ": " .. failed.message}
end
if holds.Complete then
  return {status = "Healthy", message = holds.Complete.message}
end
if holds.Suspended then
  return {status = "Suspended", message = holds.Suspended.message}
end
health.message = status.progress and status.progress.display or status.state or "The job has not ended"
return health
