-- @noindex
-- SHA-256 (FIPS 180-4) and HMAC (RFC 2104): enough to check the daemon's proof before the token is shown.

local sha256 = {}

local MASK = 0xffffffff
local BLOCK_BYTES = 64

-- Fractional parts of the square and cube roots of the first primes: 32 bits, worked out instead of written down.
local function constants()
  local starts, rounds = {}, {}
  local candidate = 2
  while #rounds < 64 do
    local prime = true
    for divisor = 2, math.floor(math.sqrt(candidate)) do
      prime = prime and candidate % divisor ~= 0
    end
    if prime then
      rounds[#rounds + 1] = sha256.root_bits(candidate, 3)
      if #starts < 8 then
        starts[#starts + 1] = sha256.root_bits(candidate, 2)
      end
    end
    candidate = candidate + 1
  end
  return starts, rounds
end

-- Long numbers as lists of 16-bit digits, lowest first: just enough to compare a power with a shifted prime.
local function times(a, b)
  local product = {}
  for i = 1, #a + #b do
    product[i] = 0
  end
  for i = 1, #a do
    local carry = 0
    for j = 1, #b do
      local sum = product[i + j - 1] + a[i] * b[j] + carry
      product[i + j - 1] = sum & 0xffff
      carry = sum >> 16
    end
    product[i + #b] = product[i + #b] + carry
  end
  return product
end

local function at_most(a, b)
  for i = math.max(#a, #b), 1, -1 do
    local left, right = a[i] or 0, b[i] or 0
    if left ~= right then
      return left < right
    end
  end
  return true
end

local function digits(value)
  return { value & 0xffff, value >> 16 & 0xffff, value >> 32 & 0xffff }
end

--- The first 32 bits behind the point of the `degree`th root of a small whole number.
function sha256.root_bits(number, degree)
  local bound = {}
  for i = 1, 2 * degree do
    bound[i] = 0 -- number times 2^(32 * degree)
  end
  bound[#bound + 1] = number
  local root = 0
  for bit = 37, 0, -1 do
    local try = digits(root | 1 << bit)
    local power = try
    for _ = 2, degree do
      power = times(power, try)
    end
    if at_most(power, bound) then
      root = root | 1 << bit
    end
  end
  return root & MASK
end

local STARTS, ROUNDS = constants()

local function rotate(word, bits)
  return (word >> bits | word << (32 - bits)) & MASK
end

local function schedule(data, at)
  local words = { string.unpack(">" .. string.rep("I4", 16), data, at) }
  for i = 17, 64 do
    local a, b = words[i - 15], words[i - 2]
    local low = rotate(a, 7) ~ rotate(a, 18) ~ a >> 3
    local high = rotate(b, 17) ~ rotate(b, 19) ~ b >> 10
    words[i] = (words[i - 16] + low + words[i - 7] + high) & MASK
  end
  return words
end

local function compress(state, words)
  local a, b, c, d, e, f, g, h = table.unpack(state)
  for i = 1, 64 do
    local mixed = rotate(e, 6) ~ rotate(e, 11) ~ rotate(e, 25)
    local choice = (e & f) ~ (~e & g)
    local first = h + mixed + choice + ROUNDS[i] + words[i]
    local second = (rotate(a, 2) ~ rotate(a, 13) ~ rotate(a, 22)) + ((a & b) ~ (a & c) ~ (b & c))
    a, b, c, d, e, f, g, h = (first + second) & MASK, a, b, c, (d + first) & MASK, e, f, g
  end
  local added = { a, b, c, d, e, f, g, h }
  for i = 1, 8 do
    state[i] = (state[i] + added[i]) & MASK
  end
end

--- The 32 bytes of a text's hash.
function sha256.digest(text)
  local zeros = string.rep("\0", (55 - #text) % BLOCK_BYTES)
  local data = text .. "\128" .. zeros .. string.pack(">I8", #text * 8)
  local state = { table.unpack(STARTS) }
  for at = 1, #data, BLOCK_BYTES do
    compress(state, schedule(data, at))
  end
  return string.pack(">" .. string.rep("I4", 8), table.unpack(state))
end

local function mixed_with(key, byte)
  return (key:gsub(".", function(one)
    return string.char(one:byte() ~ byte)
  end))
end

--- The hash of a text under a key of at most 64 bytes.
function sha256.hmac(key, text)
  assert(#key <= BLOCK_BYTES, "a key of at most 64 bytes")
  local block = key .. string.rep("\0", BLOCK_BYTES - #key)
  return sha256.digest(mixed_with(block, 0x5c) .. sha256.digest(mixed_with(block, 0x36) .. text))
end

--- Bytes as hexadecimal digits.
function sha256.hex(bytes)
  return (bytes:gsub(".", function(one)
    return string.format("%02x", one:byte())
  end))
end

return sha256
