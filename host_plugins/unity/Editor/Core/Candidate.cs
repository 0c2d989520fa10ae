using System.Collections.Generic;

namespace FoleyBridge
{
    /// <summary>How far a candidate is on its way into the project.</summary>
    public enum CandidateState
    {
        Offered, // the daemon made it
        Copied, // it is in the project and in the manifest, but the daemon may not know
        Confirmed, // the daemon knows, and offers it no more
    }

    /// <summary>One sound that the daemon made.</summary>
    public sealed class Candidate
    {
        public readonly int Index;
        public int Rank;
        public float Score; // below -1 where the pack cannot rank
        public bool Passed;
        public string Path;
        public int Seed;
        public CandidateState State;
        public double NextSend; // of its confirmation

        public Candidate(int index)
        {
            Index = index;
        }

        /// <summary>As it is remembered.</summary>
        public Dictionary<string, object> Fields()
        {
            return new Dictionary<string, object>
            {
                { "index", Index }, { "rank", Rank }, { "score", Score }, { "passed", Passed }, { "path", Path },
                { "seed", Seed }, { "state", (int)State },
            };
        }

        /// <summary>The one that was remembered.</summary>
        public static Candidate From(Fields fields)
        {
            return new Candidate(fields.Int("index"))
            {
                Rank = fields.Int("rank"), Score = fields.Float("score"), Passed = fields.Bool("passed"),
                Path = fields.Text("path"), Seed = fields.Int("seed"), State = (CandidateState)fields.Int("state"),
            };
        }
    }
}
