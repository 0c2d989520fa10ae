-- Names that nobody else has.

local chance = {}

-- So many hexadecimal digits, from the system where it has them, else from all clocks at hand.
function chance.digits(count)
  local found = {}
  local source = io.open("/dev/urandom", "rb")
  local bytes = source and source:read(count)
  if source then
    source:close()
  end
  if not bytes then
    math.randomseed(math.floor(os.time() * 1000 + os.clock() * 1e6) ~ tonumber(tostring(found):match("0x(%x+)") or "0", 16))
  end
  for at = 1, count do
    found[at] = ("%x"):format((bytes and bytes:byte(at) or math.random(0, 15)) % 16)
  end
  return table.concat(found)
end

return chance
