using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace FoleyBridge
{
    /// <summary>Where the running daemon of this user is, as its session file says.</summary>
    public sealed class Session
    {
        const int MostBytes = 4096;

        public readonly int Port;
        public readonly string Token;
        public readonly long Process;

        public Session(int port, string token, long process)
        {
            Port = port;
            Token = token;
            Process = process;
        }

        /// <summary>The session file's place: FOLEY_BRIDGE_HOME, or where this system keeps a program's state.</summary>
        public static string FilePath()
        {
            string home = Environment.GetEnvironmentVariable("FOLEY_BRIDGE_HOME");
            string state = string.IsNullOrEmpty(home) ? UserState() : Path.Combine(home, "state");
            return Path.Combine(state, "session.json");
        }

        /// <summary>What the file says; null where there is none or it cannot be understood.</summary>
        public static Session Read(string file)
        {
            try
            {
                if (!File.Exists(file) || new FileInfo(file).Length > MostBytes) return null;
                var fields = Json.Parse(File.ReadAllText(file)) as Dictionary<string, object>;
                object port, token, process;
                if (fields == null || !fields.TryGetValue("port", out port) || !fields.TryGetValue("token", out token)
                    || !fields.TryGetValue("pid", out process)) return null;
                bool fits = port is long && (long)port > 0 && (long)port < 65536 && token is string && process is long;
                return fits ? new Session((int)(long)port, (string)token, (long)process) : null;
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException
                                          || error is FormatException)
            {
                return null;
            }
        }

        /// <summary>Whether both are the same daemon's.</summary>
        public bool Same(Session other)
        {
            return other != null && Port == other.Port && Token == other.Token && Process == other.Process;
        }

        /// <summary>What only who knows the token can answer to a nonce that was sent to this port.</summary>
        public string Proof(string nonce)
        {
            string said = "foley-bridge osc protocol 1 welcome port " + Port + " nonce " + nonce;
            using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(Token)))
                return Hex(hmac.ComputeHash(Encoding.UTF8.GetBytes(said)));
        }

        /// <summary>Whether this is the proof; how long it takes says nothing about where it differs.</summary>
        public bool IsProof(string nonce, string given)
        {
            string wanted = Proof(nonce);
            int difference = wanted.Length ^ given.Length;
            for (int i = 0; i < wanted.Length && i < given.Length; i++) difference |= wanted[i] ^ given[i];
            return difference == 0;
        }

        /// <summary>So many random bytes, as hexadecimal digits.</summary>
        public static string RandomHex(int count)
        {
            var bytes = new byte[count];
            using (RandomNumberGenerator random = RandomNumberGenerator.Create()) random.GetBytes(bytes);
            return Hex(bytes);
        }

        static string Hex(byte[] bytes)
        {
            return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
        }

        static string UserState()
        {
            string home = Environment.GetEnvironmentVariable("HOME") ?? "";
            if (Path.DirectorySeparatorChar == '\\')
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
                    "foley-bridge");
            if (Directory.Exists("/System/Library"))
                return Path.Combine(home, "Library", "Application Support", "foley-bridge");
            string state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            return Path.Combine(string.IsNullOrEmpty(state) ? Path.Combine(home, ".local", "state") : state,
                "foley-bridge");
        }
    }
}
