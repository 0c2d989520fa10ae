using System.IO;
using System.Text;

namespace FoleyBridge
{
    /// <summary>Files that are there whole or not at all.</summary>
    public static class AtomicFile
    {
        /// <summary>Write text in UTF-8; an IOException leaves what was there before.</summary>
        public static void WriteText(string file, string text)
        {
            string temporary = TemporaryOf(file);
            try
            {
                File.WriteAllBytes(temporary, new UTF8Encoding(false).GetBytes(text));
                Rename(temporary, file);
            }
            finally
            {
                File.Delete(temporary);
            }
        }

        /// <summary>Copy a file over what is there; an IOException leaves what was there before.</summary>
        public static void Copy(string from, string to)
        {
            string temporary = TemporaryOf(to);
            try
            {
                File.Copy(from, temporary, true);
                Rename(temporary, to);
            }
            finally
            {
                File.Delete(temporary);
            }
        }

        // Unity imports nothing whose name begins with a dot.
        static string TemporaryOf(string file)
        {
            return Path.Combine(Path.GetDirectoryName(file), "." + Path.GetFileName(file) + ".tmp");
        }

        static void Rename(string from, string to)
        {
            if (File.Exists(to)) File.Replace(from, to, null);
            else File.Move(from, to);
        }
    }
}
