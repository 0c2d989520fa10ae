using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FoleyBridge
{
    /// <summary>The file that remembers open requests over a domain reload and a restart of the editor.</summary>
    public sealed class RequestStore
    {
        readonly string file;

        public RequestStore(string file)
        {
            this.file = file;
        }

        /// <summary>The requests that were open; none where nothing can be read, which loses no sound: the daemon's
        /// own folder has them.</summary>
        public List<FoleyRequest> Load()
        {
            try
            {
                if (!File.Exists(file)) return new List<FoleyRequest>();
                return new Fields(Json.Parse(File.ReadAllText(file))).List("requests").Select(FoleyRequest.From).ToList();
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException
                                          || error is FormatException)
            {
                return new List<FoleyRequest>();
            }
        }

        /// <summary>Remember those that are open; an IOException where the disk refuses.</summary>
        public void Save(IEnumerable<FoleyRequest> requests)
        {
            List<object> open = requests.Where(one => one.Open).Select(one => (object)one.Remembered()).ToList();
            Directory.CreateDirectory(Path.GetDirectoryName(file));
            AtomicFile.WriteText(file, Json.Write(new Dictionary<string, object> { { "format", 1 }, { "requests", open } }));
        }
    }
}
