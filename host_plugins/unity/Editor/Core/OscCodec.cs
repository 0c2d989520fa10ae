using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace FoleyBridge
{
    /// <summary>OSC 1.0 with the type tags i, f and s: messages to bytes and back, strictly.</summary>
    public static class OscCodec
    {
        const int Alignment = 4;
        const int DeepestBundle = 4;
        const int BundleHead = 16; // "#bundle", its zero, and the time tag

        static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);
        static readonly byte[] Bundle = Encoding.ASCII.GetBytes("#bundle\0");

        /// <summary>The packet that holds this message; an OscException where OSC cannot carry it.</summary>
        public static byte[] Encode(OscMessage message)
        {
            if (message.Address.Length == 0 || message.Address[0] != '/' || !IsPrintable(message.Address))
                throw new OscException("'" + message.Address + "' is no OSC address.");
            var tags = new StringBuilder(",");
            var body = new MemoryStream();
            foreach (object argument in message.Arguments) tags.Append(Write(body, argument));
            var packet = new MemoryStream();
            WriteText(packet, message.Address);
            WriteText(packet, tags.ToString());
            body.WriteTo(packet);
            return packet.ToArray();
        }

        /// <summary>The messages of a packet, those of bundles in their order; an OscException where it is none.</summary>
        public static List<OscMessage> Decode(byte[] packet)
        {
            if (packet.Length == 0 || packet.Length % Alignment != 0)
                throw new OscException("A packet of " + packet.Length + " bytes is no OSC packet.");
            var found = new List<OscMessage>();
            ReadElement(packet, 0, packet.Length, 0, found);
            return found;
        }

        static char Write(Stream into, object argument)
        {
            if (argument is int) WriteInt(into, (int)argument);
            else if (argument is float) WriteInt(into, BitConverter.ToInt32(BitConverter.GetBytes((float)argument), 0));
            else if (argument is string) WriteText(into, (string)argument);
            else throw new OscException("OSC arguments here are int, float and string, not " + argument + ".");
            return argument is int ? 'i' : argument is float ? 'f' : 's';
        }

        static void WriteInt(Stream into, int value)
        {
            for (int shift = 24; shift >= 0; shift -= 8) into.WriteByte((byte)(value >> shift));
        }

        static void WriteText(Stream into, string text)
        {
            if (text.IndexOf('\0') >= 0) throw new OscException("A string with a zero byte cannot be sent.");
            byte[] bytes;
            try
            {
                bytes = Utf8.GetBytes(text);
            }
            catch (EncoderFallbackException)
            {
                throw new OscException("A string with half of a character cannot be sent.");
            }
            into.Write(bytes, 0, bytes.Length);
            into.Write(new byte[Alignment], 0, Alignment - bytes.Length % Alignment);
        }

        static void ReadElement(byte[] data, int at, int end, int depth, List<OscMessage> found)
        {
            if (at < end && data[at] == (byte)'/')
            {
                found.Add(ReadMessage(data, at, end));
                return;
            }
            if (depth == DeepestBundle || end - at < BundleHead || !StartsWith(data, at, Bundle))
                throw new OscException("A packet is neither a message nor a bundle.");
            at += BundleHead;
            while (at < end)
            {
                int size = ReadInt(data, ref at, end);
                if (size <= 0 || size % Alignment != 0 || size > end - at)
                    throw new OscException("A bundle's element says it has " + size + " bytes.");
                ReadElement(data, at, at + size, depth + 1, found);
                at += size;
            }
        }

        static OscMessage ReadMessage(byte[] data, int at, int end)
        {
            string address = ReadText(data, ref at, end);
            if (!IsPrintable(address)) throw new OscException("An address cannot be printed.");
            if (at == end) return new OscMessage(address); // older senders leave an empty list of tags out
            string tags = ReadText(data, ref at, end);
            if (tags.Length == 0 || tags[0] != ',') throw new OscException(address + " has no type tags.");
            var arguments = new object[tags.Length - 1];
            for (int i = 0; i < arguments.Length; i++) arguments[i] = ReadArgument(tags[i + 1], data, ref at, end);
            if (at != end) throw new OscException(end - at + " bytes are left over behind " + address + ".");
            return new OscMessage(address, arguments);
        }

        static object ReadArgument(char tag, byte[] data, ref int at, int end)
        {
            switch (tag)
            {
                case 'i': return ReadInt(data, ref at, end);
                case 'f': return BitConverter.ToSingle(BitConverter.GetBytes(ReadInt(data, ref at, end)), 0);
                case 's': return ReadText(data, ref at, end);
                default: throw new OscException("The type tag '" + tag + "' is not taken.");
            }
        }

        static int ReadInt(byte[] data, ref int at, int end)
        {
            if (end - at < 4) throw new OscException("A message ends before its arguments do.");
            at += 4;
            return data[at - 4] << 24 | data[at - 3] << 16 | data[at - 2] << 8 | data[at - 1];
        }

        static string ReadText(byte[] data, ref int at, int end)
        {
            int start = at;
            int zero = Array.IndexOf(data, (byte)0, at, end - at);
            if (zero < 0) throw new OscException("A string has no end.");
            at = zero + Alignment - (zero - start) % Alignment;
            for (int i = zero; i < at; i++)
                if (i >= end || data[i] != 0) throw new OscException("A string's padding is not zero.");
            try
            {
                return Utf8.GetString(data, start, zero - start);
            }
            catch (DecoderFallbackException)
            {
                throw new OscException("A string is not UTF-8.");
            }
        }

        static bool StartsWith(byte[] data, int at, byte[] head)
        {
            for (int i = 0; i < head.Length; i++)
                if (data[at + i] != head[i]) return false;
            return true;
        }

        static bool IsPrintable(string text)
        {
            foreach (char c in text)
                if (c < ' ' || c > '~') return false;
            return true;
        }
    }
}
