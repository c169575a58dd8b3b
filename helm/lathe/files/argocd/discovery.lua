-- What can be done with a CompressionJob by hand.
local ended = false
for _, condition in ipairs(obj.status and obj.status.conditions or {}) do
  if (condition.type == "Complete" or condition.type == "Failed") and condition.status == "True" then
    ended = true
  end
end
local suspended = obj.spec.suspend == true
return {
  suspend = {disabled = ended or suspended},
  resume = {disabled = ended or not suspended},
}
