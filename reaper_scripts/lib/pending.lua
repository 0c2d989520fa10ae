-- @noindex
-- The requests of a project that are under way, kept in the project: found again after the script or REAPER was closed.
--
-- `store` keeps texts under keys: get(key) -> text ("" where there is none), set(key, text).

local order = require("order")
local record = require("record")

local pending = {}
pending.__index = pending

local LIST = "pending"

--- The pending requests in a store.
function pending.new(store)
  return setmetatable({ store = store }, pending)
end

--- Their ids, oldest first.
function pending:ids()
  local ids = {}
  for id in self.store.get(LIST):gmatch("%S+") do
    ids[#ids + 1] = id
  end
  return ids
end

--- Remember an order.
function pending:add(one)
  self.store.set("request " .. one.id, record.encode(one))
  local ids = self:ids()
  ids[#ids + 1] = one.id
  self.store.set(LIST, table.concat(ids, " "))
end

--- The order of an id; nil where the project does not hold it any more.
function pending:order(id)
  return order.restored(record.decode(self.store.get("request " .. id)))
end

--- Forget an order.
function pending:remove(id)
  local ids = {}
  for _, one in ipairs(self:ids()) do
    if one ~= id then
      ids[#ids + 1] = one
    end
  end
  self.store.set(LIST, table.concat(ids, " "))
  self.store.set("request " .. id, "")
  self.store.set("cancel " .. id, "")
end

--- Ask whoever runs it to stop it.
function pending:cancel(id)
  self.store.set("cancel " .. id, "1")
end

--- Whether somebody asked to stop it.
function pending:cancelled(id)
  return self.store.get("cancel " .. id) == "1"
end

return pending
