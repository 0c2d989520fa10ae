using System.IO;
using System.Text;

namespace FoleyBridge
{
    /// <summary>The samples of a WAV file of 16 or 24 bits, as the daemon writes them.</summary>
    public sealed class WavSound
    {
        public readonly int Channels;
        public readonly int Rate; // Hz
        public readonly float[] Samples; // of all channels in turn, -1 to 1

        WavSound(int channels, int rate, float[] samples)
        {
            Channels = channels;
            Rate = rate;
            Samples = samples;
        }

        /// <summary>The sound of a file; an IOException where it is none of this kind.</summary>
        public static WavSound Read(string file)
        {
            using (var reader = new BinaryReader(File.OpenRead(file)))
            {
                if (Tag(reader) != "RIFF") throw new IOException(file + " is no WAV file.");
                reader.ReadUInt32();
                if (Tag(reader) != "WAVE") throw new IOException(file + " is no WAV file.");
                int channels = 0, rate = 0, bits = 0;
                while (reader.BaseStream.Length - reader.BaseStream.Position >= 8)
                {
                    string tag = Tag(reader);
                    long size = reader.ReadUInt32(), next = reader.BaseStream.Position + size + size % 2;
                    if (size > reader.BaseStream.Length - reader.BaseStream.Position) break;
                    if (tag == "data" && channels > 0 && (bits == 16 || bits == 24))
                        return new WavSound(channels, rate, Decoded(reader.ReadBytes((int)size), bits / 8));
                    if (tag == "fmt " && size >= 16) ReadFormat(reader, out channels, out rate, out bits);
                    reader.BaseStream.Position = next;
                }
            }
            throw new IOException(file + " has no sound of 16 or 24 bits.");
        }

        static void ReadFormat(BinaryReader reader, out int channels, out int rate, out int bits)
        {
            reader.ReadUInt16(); // PCM, or extensible with PCM inside: the bits tell enough
            channels = reader.ReadUInt16();
            rate = reader.ReadInt32();
            reader.ReadUInt32();
            reader.ReadUInt16();
            bits = reader.ReadUInt16();
        }

        static float[] Decoded(byte[] data, int width)
        {
            var samples = new float[data.Length / width];
            for (int i = 0, at = 0; i < samples.Length; i++, at += width)
            {
                int top = (sbyte)data[at + width - 1] << 24 | data[at + width - 2] << 16;
                if (width == 3) top |= data[at] << 8;
                samples[i] = top / 2147483648f;
            }
            return samples;
        }

        static string Tag(BinaryReader reader)
        {
            return Encoding.ASCII.GetString(reader.ReadBytes(4));
        }
    }
}
