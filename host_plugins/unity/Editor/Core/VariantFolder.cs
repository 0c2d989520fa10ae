using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace FoleyBridge
{
    /// <summary>Copies candidates into the project, one folder a request, each with its manifest foley.json.</summary>
    public sealed class VariantFolder
    {
        public const string ManifestName = "foley.json";
        const int LongestSlug = 40;

        readonly string assets;
        readonly Action<string> written;
        readonly Dictionary<string, string> folders = new Dictionary<string, string>(); // by id; null: there is none

        /// <summary>`assets` is the project's folder of assets, `written` is told of each file that is new there.</summary>
        public VariantFolder(string assets, Action<string> written)
        {
            this.assets = assets;
            this.written = written;
        }

        /// <summary>Whether this candidate is in the project already, wherever its folder was moved to.</summary>
        public bool Has(FoleyRequest request, int index)
        {
            string folder = Find(request);
            return folder != null && Variants(folder).Any(one => one.Int("index") == index);
        }

        /// <summary>Copy a candidate, then name it in the manifest; nothing where it is there already.
        /// IOException or UnauthorizedAccessException where the disk refuses.</summary>
        public void Put(FoleyRequest request, Candidate candidate)
        {
            if (Has(request, candidate.Index)) return;
            string folder = Find(request) ?? Home(request);
            Directory.CreateDirectory(folder);
            string name = Slug(request.Prompt) + "-" + (candidate.Index + 1).ToString("00") + ".wav";
            CheckSound(candidate.Path);
            AtomicFile.Copy(candidate.Path, Path.Combine(folder, name));
            List<Dictionary<string, object>> variants = Variants(folder).Select(Kept).ToList();
            variants.RemoveAll(one => (string)one["file"] == name);
            variants.Add(new Dictionary<string, object>
            {
                { "file", name }, { "index", candidate.Index }, { "rank", candidate.Rank },
                { "score", candidate.Score < -1 ? null : (object)candidate.Score }, { "seed", candidate.Seed },
            });
            WriteManifest(folder, request, variants);
            written(Path.Combine(folder, name));
            written(Path.Combine(folder, ManifestName));
        }

        /// <summary>Bring the ranks in the manifest up to date where a later candidate changed them.</summary>
        public void Rerank(FoleyRequest request)
        {
            string folder = Find(request);
            if (folder == null) return;
            WriteManifest(folder, request, Variants(folder).Select(Kept).ToList());
            written(Path.Combine(folder, ManifestName));
        }

        static void WriteManifest(string folder, FoleyRequest request, List<Dictionary<string, object>> variants)
        {
            foreach (Dictionary<string, object> one in variants)
            {
                Candidate known = request.Candidates.Find(other => other.Index == (int)one["index"]);
                if (known != null) one["rank"] = known.Rank;
            }
            var manifest = new Dictionary<string, object>
            {
                { "format", 1 }, { "prompt", request.Prompt }, { "request", request.Id },
                { "variants", variants.OrderBy(one => (int)one["rank"]).Cast<object>().ToList() },
            };
            AtomicFile.WriteText(Path.Combine(folder, ManifestName), Json.Write(manifest));
        }

        static Dictionary<string, object> Kept(Fields fields)
        {
            return new Dictionary<string, object>
            {
                { "file", fields.Text("file") }, { "index", fields.Int("index") }, { "rank", fields.Int("rank") },
                { "score", fields.Value("score") }, { "seed", fields.Int("seed") },
            };
        }

        // The folder of a request: where it was made, else wherever a person moved it. The whole project is searched
        // only where it may be elsewhere, since that takes its time in a large one.
        string Find(FoleyRequest request)
        {
            string known;
            bool looked = folders.TryGetValue(request.Id, out known);
            if (known != null && IsOf(known, request)) return known;
            string found = IsOf(Home(request), request) ? Home(request) : null;
            if (found == null && (known != null || request.Restored && !looked)) found = Searched(request);
            folders[request.Id] = found;
            return found;
        }

        string Searched(FoleyRequest request)
        {
            if (!Directory.Exists(assets)) return null;
            return Directory.EnumerateFiles(assets, ManifestName, SearchOption.AllDirectories)
                .Select(Path.GetDirectoryName).FirstOrDefault(folder => IsOf(folder, request));
        }

        static bool IsOf(string folder, FoleyRequest request)
        {
            try
            {
                return File.Exists(Path.Combine(folder, ManifestName)) && Manifest(folder).Text("request") == request.Id;
            }
            catch (FormatException)
            {
                return false;
            }
        }

        static List<Fields> Variants(string folder)
        {
            return File.Exists(Path.Combine(folder, ManifestName)) ? Manifest(folder).List("variants") : new List<Fields>();
        }

        static Fields Manifest(string folder)
        {
            return new Fields(Json.Parse(File.ReadAllText(Path.Combine(folder, ManifestName))));
        }

        string Home(FoleyRequest request)
        {
            string name = Slug(request.Prompt) + "-" + request.Id.Substring(Math.Max(0, request.Id.Length - 8));
            return Path.Combine(assets, "Foley", name);
        }

        static void CheckSound(string path)
        {
            var head = new byte[12];
            using (FileStream stream = File.OpenRead(path))
                if (stream.Read(head, 0, head.Length) == head.Length
                    && Encoding.ASCII.GetString(head, 0, 4) == "RIFF" && Encoding.ASCII.GetString(head, 8, 4) == "WAVE")
                    return;
            throw new IOException(path + " is no WAV file.");
        }

        static string Slug(string prompt)
        {
            var slug = new StringBuilder();
            foreach (char c in prompt.ToLowerInvariant())
            {
                if (slug.Length == LongestSlug) break;
                if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') slug.Append(c);
                else if (slug.Length > 0 && slug[slug.Length - 1] != '-') slug.Append('-');
            }
            string text = slug.ToString().Trim('-');
            return text.Length == 0 ? "foley" : text;
        }
    }
}
