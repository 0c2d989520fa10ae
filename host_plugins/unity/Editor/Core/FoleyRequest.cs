using System;
using System.Collections.Generic;
using System.Linq;

namespace FoleyBridge
{
    /// <summary>How far a request is.</summary>
    public enum RequestPhase
    {
        Waiting, // not known to have reached the daemon
        Accepted, // on the daemon's disk
        Done,
        Failed,
    }

    /// <summary>One wish, and what became of it.</summary>
    public sealed class FoleyRequest
    {
        public const int NoSeed = -1;

        public readonly string Id;
        public readonly string Prompt;
        public readonly float Seconds;
        public readonly int Count;
        public readonly int Seed; // NoSeed: the daemon draws one
        public readonly List<Candidate> Candidates = new List<Candidate>(); // best first

        public bool Restored; // it was asked for before the last domain reload
        public RequestPhase Phase;
        public string Stage = "";
        public float Fraction;
        public string Text = ""; // for a person: why it failed, or why some were rejected
        public bool Sent; // the daemon may know of it
        public bool CancelAsked;
        public bool Dismissed; // the person wants no more of it
        public double NextSend; // of the request itself
        public double NextCancel;

        public FoleyRequest(string id, string prompt, float seconds, int count, int seed)
        {
            Id = id;
            Prompt = prompt;
            Seconds = seconds;
            Count = count;
            Seed = seed;
        }

        /// <summary>Whether nothing more will come from the daemon.</summary>
        public bool Final
        {
            get { return Phase == RequestPhase.Done || Phase == RequestPhase.Failed; }
        }

        /// <summary>Whether there is still something to do, so that it must be remembered.</summary>
        public bool Open
        {
            get
            {
                return !Final || Candidates.Any(one => one.State == CandidateState.Copied)
                    || (!Dismissed && Candidates.Any(one => one.State == CandidateState.Offered));
            }
        }

        /// <summary>The message that asks for it, always the same.</summary>
        public OscMessage Message()
        {
            var arguments = new List<object> { Id, Prompt, Seconds, Count };
            if (Seed != NoSeed) arguments.AddRange(new object[] { "seed", Seed });
            return new OscMessage("/foley/generate", arguments.ToArray());
        }

        /// <summary>The candidate of this index, made where it is new.</summary>
        public Candidate CandidateOf(int index)
        {
            Candidate found = Candidates.Find(one => one.Index == index);
            if (found != null) return found;
            found = new Candidate(index);
            Candidates.Add(found);
            return found;
        }

        /// <summary>Take in what the daemon says of this request; an OscException where it is not understood.</summary>
        public void Hear(OscMessage message)
        {
            if (Phase == RequestPhase.Waiting) Phase = RequestPhase.Accepted;
            switch (message.Address)
            {
                case "/foley/progress":
                    Stage = message.Text(1);
                    Fraction = message.Float(2);
                    break;
                case "/foley/candidate":
                    Offer(message);
                    break;
                case "/foley/ranking":
                    Rank(message);
                    break;
                case "/foley/done":
                    Text = message.Text(3);
                    Phase = RequestPhase.Done;
                    break;
                case "/foley/failed":
                    Text = message.Text(2);
                    Phase = RequestPhase.Failed;
                    break;
            }
        }

        void Offer(OscMessage message)
        {
            Candidate candidate = CandidateOf(message.Int(1));
            candidate.Rank = message.Int(2);
            candidate.Score = message.Float(3);
            candidate.Passed = message.Int(4) != 0;
            candidate.Path = message.Text(5);
            candidate.Seed = message.Int(6);
            Sort();
        }

        void Rank(OscMessage message)
        {
            for (int rank = 1; rank < message.Arguments.Count; rank++)
            {
                int index = message.Int(rank);
                Candidate known = Candidates.Find(one => one.Index == index);
                if (known != null) known.Rank = rank;
            }
            Sort();
        }

        void Sort()
        {
            Candidates.Sort((one, other) => one.Rank != other.Rank
                ? one.Rank.CompareTo(other.Rank)
                : one.Index.CompareTo(other.Index));
        }

        /// <summary>As it is remembered.</summary>
        public Dictionary<string, object> Remembered()
        {
            return new Dictionary<string, object>
            {
                { "id", Id }, { "prompt", Prompt }, { "seconds", Seconds }, { "count", Count }, { "seed", Seed },
                { "phase", (int)Phase }, { "text", Text }, { "sent", Sent }, { "cancel", CancelAsked }, { "dismissed", Dismissed },
                { "candidates", Candidates.Select(one => (object)one.Fields()).ToList() },
            };
        }

        /// <summary>The one that was remembered; a FormatException where it is not understood.</summary>
        public static FoleyRequest From(Fields fields)
        {
            var request = new FoleyRequest(fields.Text("id"), fields.Text("prompt"), fields.Float("seconds"),
                fields.Int("count"), fields.Int("seed"))
            {
                Restored = true, Phase = (RequestPhase)fields.Int("phase"), Text = fields.Text("text"),
                Sent = fields.Bool("sent"), CancelAsked = fields.Bool("cancel"), Dismissed = fields.Bool("dismissed"),
            };
            request.Candidates.AddRange(fields.List("candidates").Select(Candidate.From));
            return request;
        }
    }
}
